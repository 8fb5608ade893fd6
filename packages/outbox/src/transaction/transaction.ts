import { ConfigurationError, type Text } from '@arq/core'
import { readProperty } from '@arq/core/internal'

import type { NewRow } from '../outbox-row.js'
import { insertText, insertValues } from '../table/insert-row.js'
import { namesOf, type OutboxDialect } from '../table/names.js'
import { texts } from '../texts.js'
import { drizzle, type DrizzleTransaction } from './drizzle.js'
import { hasMethods } from './has-methods.js'
import { kysely, type KyselyTransaction } from './kysely.js'
import type { Library } from './library.js'
import { mysql2, type Mysql2Connection } from './mysql2.js'
import { pg, type PgClient } from './pg.js'
import { prisma, type PrismaTransaction } from './prisma.js'

/**
 * A transaction of a library that is not known here: how it runs one statement.
 *
 * @example postgres.js
 * ```ts
 * await sql.begin(async (tx) => {
 *   const transaction = { dialect: 'postgresql', run: (text, values) => tx.unsafe(text, values) } as const
 *   await outbox(transaction).enqueue(charge, [order.id])
 * })
 * ```
 */
export interface OutboxTransaction {
  readonly dialect: OutboxDialect
  /** Runs a statement in the transaction; values stand for `$1`, `$2`, … on PostgreSQL, and for `?` on MySQL. */
  run(text: string, values: (string | null)[]): PromiseLike<unknown>
}

/** Takes rows as they are: of `MemoryOutbox`. */
export interface RowTransaction {
  insertRow(row: NewRow): void
}

/** What `outbox(…)` takes. */
export type TransactionLike =
  | OutboxTransaction
  | RowTransaction
  | PgClient
  | Mysql2Connection
  | KyselyTransaction
  | DrizzleTransaction
  | PrismaTransaction

/** Kysely's and Drizzle's have methods that others have, too: they are asked first. */
const LIBRARIES: readonly Library[] = [kysely, drizzle, prisma, pg, mysql2]

interface WriterSettings {
  readonly tablePrefix: string
  readonly notify: boolean
  readonly dialect?: OutboxDialect | undefined
}

/**
 * What inserts rows in a transaction.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is no transaction
 */
export function rowWriter(
  transaction: TransactionLike,
  { tablePrefix, notify, dialect }: WriterSettings,
): (row: NewRow) => Promise<void> {
  const given: unknown = transaction
  const absent = texts.notATransaction({ own: '{ dialect, run }' })
  if (typeof given !== 'object' || given === null) throw wrong(absent)
  if (hasMethods(given, 'insertRow')) {
    const rows = given as RowTransaction
    return (row) => {
      rows.insertRow(row)
      return Promise.resolve()
    }
  }
  const { outbox } = namesOf(tablePrefix)
  const own = asOwn(given)
  if (own) {
    const text = insertText(own.dialect, outbox, notify)
    return async (row) => void (await own.run(text, insertValues(own.dialect, row)))
  }
  const library = LIBRARIES.find((one) => one.owns(given))
  if (!library) throw wrong(absent)
  const { name } = library
  if (library.isOutside(given)) throw wrong(texts.outsideOfTransaction({ library: name }))
  const spoken = library.dialectOf(given) ?? dialect
  if (spoken === undefined) throw wrong(texts.dialectUnknown({ library: name }))
  const text = insertText(spoken, outbox, notify)
  return async (row) => void (await library.run(given, text, insertValues(spoken, row)))
}

function asOwn(transaction: object): OutboxTransaction | undefined {
  const dialect = readProperty(transaction, 'dialect')
  const isOwn = (dialect === 'postgresql' || dialect === 'mysql') && hasMethods(transaction, 'run')
  return isOwn ? (transaction as OutboxTransaction) : undefined
}

const wrong = (text: Text): ConfigurationError =>
  new ConfigurationError('outbox()', [{ path: 'transaction', text }])
