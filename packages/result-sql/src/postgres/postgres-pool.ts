import { type DatabaseName, timedOut } from '@arq/core/store'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

import type { PostgresDriver, PostgresSettings } from './postgres-driver.js'
import { toConnectionError } from './postgres-errors.js'

const IDLE_MS = 30_000

/**
 * The driver's pool, for kysely: a connection whose answer did not come in time is given up, and never serves anybody
 * again; so is one that broke, with a transaction or without.
 */
export class LimitedPostgresPool implements PostgresPool {
  readonly #pool: pg.Pool
  readonly #name: DatabaseName
  readonly #timeoutMs: number
  #ended: Promise<void> | undefined

  constructor(
    driver: PostgresDriver,
    settings: PostgresSettings,
    { name, options }: { readonly name: DatabaseName; readonly options: () => pg.ClientConfig },
  ) {
    this.#name = name
    this.#timeoutMs = settings.commandTimeoutMs
    this.#pool = new driver.Pool({
      ...options(),
      Client: class extends driver.Client {
        constructor() {
          super(options())
        }
      },
      max: settings.maxConnections,
      idleTimeoutMillis: IDLE_MS,
    })
    const ignore = (): void => undefined
    // Whoever uses the connection hears of its end from the statement; an idle one is taken out of the pool.
    this.#pool.on('error', ignore)
    this.#pool.on('connect', (client) => client.on('error', ignore))
  }

  /** Connections that are open. */
  get size(): number {
    return this.#pool.totalCount
  }

  async connect(): Promise<PostgresPoolClient> {
    let client: pg.PoolClient
    try {
      client = await this.#pool.connect()
    } catch (error) {
      throw toConnectionError(error, this.#name)
    }
    let failure: Error | undefined
    const run = async <R>(text: string, values: unknown[]): Promise<PostgresQueryResult<R>> => {
      if (failure) throw failure
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          failure = timedOut(this.#name, this.#timeoutMs)
          reject(failure)
        }, this.#timeoutMs)
      })
      const answer = client.query(text, values)
      // Its end comes with the connection's, when nobody listens any more.
      answer.catch(() => undefined)
      try {
        const { command, rowCount, rows } = await Promise.race([answer, limit])
        return {
          // Kysely names the commands that it knows; the driver's is a text.
          command: command as PostgresQueryResult<R>['command'],
          rowCount: rowCount ?? 0,
          // Who writes the statement says what its rows are.
          rows: rows as R[],
        }
      } finally {
        clearTimeout(timer)
      }
    }
    return {
      query: ((text: string, values: readonly unknown[]) =>
        run(text, [...values])) as PostgresPoolClient['query'],
      release: () => client.release(failure),
    }
  }

  /** Idempotent. */
  end(): Promise<void> {
    this.#ended ??= this.#pool.end()
    return this.#ended
  }
}
