import { type DatabaseName, refused } from '@arq/core/store'
import type { Pool, PoolConnection } from 'mysql2/promise'

import { LimitedCalls } from '../limited-calls.js'
import { texts } from '../texts.js'
import {
  connectionOptions,
  type MysqlDriver,
  type MysqlSettings,
  sessionStatements,
} from './mysql-driver.js'
import { toConnectionError } from './mysql-errors.js'

const IDLE_MS = 30_000
/** What MariaDB and MySQL take at least, until the server has told more. */
const LEAST_PACKET_BYTES = 1024 * 1024

export interface MysqlStatement {
  readonly text: string
  readonly values?: readonly unknown[]
}

/** What one statement was answered with. */
interface MysqlAnswer<T> {
  readonly rows: readonly T[]
  /** Rows that it has changed; an update in the place of an insert counts twice. */
  readonly changed: number
}

/** One connection, for as long as a piece of work has it. */
export interface MysqlSession {
  run<T = never>(statement: MysqlStatement): Promise<MysqlAnswer<T>>
  /** In one transaction and one round trip; an answer for each, in order. */
  together<T = never>(statements: readonly MysqlStatement[]): Promise<readonly MysqlAnswer<T>[]>
}

/**
 * The driver's pool. A connection whose answer did not come in time is given up, and never serves anybody again; so is one
 * on which anything failed that could have left a transaction open.
 */
export class LimitedMysqlPool {
  readonly #pool: Pool
  readonly #name: DatabaseName
  readonly #settings: MysqlSettings
  readonly #calls: LimitedCalls
  readonly #longCalls: LimitedCalls
  #packetBytes = LEAST_PACKET_BYTES
  readonly #begun = new WeakSet<object>()

  constructor(driver: MysqlDriver, settings: MysqlSettings, name: DatabaseName) {
    this.#name = name
    this.#calls = new LimitedCalls(name)
    this.#longCalls = new LimitedCalls(name)
    this.#settings = settings
    this.#pool = driver.createPool({
      ...connectionOptions(settings),
      connectionLimit: settings.maxConnections,
      maxIdle: settings.maxConnections,
      idleTimeout: IDLE_MS,
    })
  }

  async use<T>(work: (session: MysqlSession) => Promise<T>): Promise<T> {
    const connection = await this.#connect()
    try {
      await this.#begin(connection)
      const { commandTimeoutMs: limitMs } = this.#settings
      const result = await work(this.#sessionOn(connection, { limitMs, calls: this.#calls }))
      connection.release()
      return result
    } catch (error) {
      connection.destroy()
      throw error
    }
  }

  /** Work whose statements may take longer, on a connection that is ended after it. */
  async useLong<T>(limitMs: number, work: (session: MysqlSession) => Promise<T>): Promise<T> {
    const connection = await this.#connect()
    const { commandTimeoutMs } = this.#settings
    try {
      await this.#calls.within(commandTimeoutMs, connection.query(sessionStatements(limitMs)))
      return await work(this.#sessionOn(connection, { limitMs, calls: this.#longCalls }))
    } finally {
      connection.destroy()
    }
  }

  /** Whoever waits for long work hears `ARQ_CLOSED`. */
  abandonLong(): void {
    this.#longCalls.abandon()
  }

  /** Waits for what is under way, within the limit of a command. */
  async end(): Promise<void> {
    await this.#calls
      .within(this.#settings.commandTimeoutMs, this.#pool.end())
      .catch(() => undefined)
  }

  async #connect(): Promise<PoolConnection> {
    const { connectTimeoutMs } = this.#settings
    const connecting = this.#pool.getConnection()
    try {
      return await this.#calls.within(connectTimeoutMs, connecting)
    } catch (error) {
      // It may still come, for nobody.
      connecting.then(
        (connection) => connection.release(),
        () => undefined,
      )
      throw toConnectionError(error, this.#name)
    }
  }

  /** Before a connection is used for the first time. */
  async #begin(connection: PoolConnection): Promise<void> {
    if (this.#begun.has(connection.connection)) return
    const { commandTimeoutMs } = this.#settings
    const statements = sessionStatements(commandTimeoutMs)
    const [answers] = await this.#calls.within(commandTimeoutMs, connection.query(statements))
    const [told] = Array.isArray(answers) ? toAnswer<{ bytes: number }>(answers.at(-1)).rows : []
    if (told) this.#packetBytes = told.bytes
    this.#begun.add(connection.connection)
  }

  #sessionOn(
    connection: PoolConnection,
    { limitMs, calls }: { readonly limitMs: number; readonly calls: LimitedCalls },
  ): MysqlSession {
    const send = async (text: string, values: readonly unknown[]): Promise<unknown> => {
      const complete = connection.format(text, [...values])
      this.#refuseTooLarge(complete)
      const [answer] = await calls.within(limitMs, connection.query(complete))
      return answer
    }
    return {
      run: async <T>({ text, values = [] }: MysqlStatement) =>
        toAnswer<T>(await send(text, values)),
      together: async <T>(statements: readonly MysqlStatement[]) => {
        const texts = ['start transaction', ...statements.map(({ text }) => text), 'commit']
        const values = statements.flatMap((each) => each.values ?? [])
        const answers = await send(texts.join(';'), values)
        return Array.isArray(answers) ? answers.slice(1, -1).map(toAnswer<T>) : []
      },
    }
  }

  /** A server that is sent too much ends the connection, which would look as if it were away. */
  #refuseTooLarge(text: string): void {
    if (text.length * 3 < this.#packetBytes) return
    const bytes = Buffer.byteLength(text)
    if (bytes < this.#packetBytes) return
    const reason = texts.packetTooLarge({ bytes, limit: this.#packetBytes })
    throw refused(this.#name, { reason, cause: undefined })
  }
}

// The driver answers a list of rows, or what a write has done.
function toAnswer<T>(answer: unknown): MysqlAnswer<T> {
  if (Array.isArray(answer)) return { rows: answer as T[], changed: 0 }
  const changed: unknown = Reflect.get(Object(answer), 'affectedRows')
  return { rows: [], changed: typeof changed === 'number' ? changed : 0 }
}
