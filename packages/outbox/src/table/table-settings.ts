import { ConfigurationError, durationSchema, durationToMs, parseSettings } from '@arq/core'
import { mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'
import { type OutboxDialect, prefixSchema } from './names.js'

export const tableEntries = {
  tablePrefix: v.pipe(
    prefixSchema,
    v.description('First part of the names of its tables, as `createOutbox` was given it.'),
  ),
  migrate: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Whether it makes its tables when they are not there. `false`: somebody else does, for example `arq outbox migrate` or a migration with what `arq outbox schema` prints.',
    ),
  ),
  connectTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description('How long opening a connection may take.'),
    v.metadata({ unit: 'duration' }),
  ),
  commandTimeout: v.pipe(
    v.optional(durationSchema, '10s'),
    v.description('How long a statement may take, as seen from here.'),
    v.metadata({ unit: 'duration' }),
  ),
  driverOptions: v.pipe(
    v.optional(v.record(v.string(), v.unknown()), {}),
    v.description('For `pg` or `mysql2`, as it is: `{ ssl: { ca } }`, for example.'),
  ),
}

const urlSchema = v.pipe(
  v.string(mustBe.text),
  v.check((url) => dialectOf(url) !== undefined, said(texts.urlWrong())),
)

const tableSettingsSchema = v.strictObject({
  url: v.pipe(urlSchema, v.description('URL of the database.')),
  ...tableEntries,
})

/** What {@link openOutboxTable} takes. */
export type OutboxTableSettings = v.InferInput<typeof tableSettingsSchema>

export interface ResolvedTableSettings {
  readonly url: string
  readonly dialect: OutboxDialect
  /** `PostgreSQL`, for people, and the URL without user and password. */
  readonly name: { readonly database: string; readonly address: string }
  readonly tablePrefix: string
  readonly migrate: boolean
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
  readonly driverOptions: Readonly<Record<string, unknown>>
}

/** @throws ConfigurationError naming each wrong key; it never repeats the password of the URL */
export const resolveTableSettings = (input: OutboxTableSettings): ResolvedTableSettings =>
  withDurations(parseSettings('Outbox table settings', tableSettingsSchema, input))

export function withDurations(
  settings: v.InferOutput<typeof tableSettingsSchema>,
): ResolvedTableSettings {
  const { url, tablePrefix, migrate, connectTimeout, commandTimeout, driverOptions } = settings
  const dialect = dialectOf(url)
  if (!dialect) throw new ConfigurationError('outbox', [{ path: 'url', text: texts.urlWrong() }])
  return {
    url,
    dialect,
    name: nameOf(url),
    tablePrefix,
    migrate,
    connectTimeoutMs: durationToMs(connectTimeout, 'connectTimeout'),
    commandTimeoutMs: durationToMs(commandTimeout, 'commandTimeout'),
    driverOptions,
  }
}

/** `undefined` for what is no URL of a database with an outbox. */
export function dialectOf(url: string): OutboxDialect | undefined {
  if (!URL.canParse(url) || new URL(url).pathname.length < 2) return undefined
  if (/^postgres(?:ql)?:\/\//.test(url)) return 'postgresql'
  return /^(?:mysql|mariadb):\/\//.test(url) ? 'mysql' : undefined
}

function nameOf(url: string): { readonly database: string; readonly address: string } {
  const { protocol, host, pathname } = new URL(url)
  const databases: Readonly<Record<string, string>> = { 'mysql:': 'MySQL', 'mariadb:': 'MariaDB' }
  const database = databases[protocol] ?? 'PostgreSQL'
  return { database, address: `${protocol}//${host}${pathname}` }
}
