import type { DatabaseName } from '@arq/core/store'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

import { isGivenUp, LimitedCalls } from '../limited-calls.js'
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
  readonly #limitMs: number
  readonly #calls: LimitedCalls
  #ended: Promise<void> | undefined

  /** @param limitMs how long a statement may take, as seen from here */
  constructor(pool: pg.Pool, name: DatabaseName, limitMs: number) {
    this.#pool = pool
    this.#name = name
    this.#limitMs = limitMs
    this.#calls = new LimitedCalls(name)
  }

  /** The same connections, for statements with another limit. */
  withLimit(limitMs: number): LimitedPostgresPool {
    return new LimitedPostgresPool(this.#pool, this.#name, limitMs)
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
      try {
        const answer = client.query(text, values)
        const { command, rowCount, rows } = await this.#calls.within(this.#limitMs, answer)
        return {
          // Kysely names the commands that it knows; the driver's is a text.
          command: command as PostgresQueryResult<R>['command'],
          rowCount: rowCount ?? 0,
          // Who writes the statement says what its rows are.
          rows: rows as R[],
        }
      } catch (error) {
        if (isGivenUp(error)) failure = error
        throw error
      }
    }
    return {
      query: ((text: string, values: readonly unknown[]) =>
        run(text, [...values])) as PostgresPoolClient['query'],
      release: () => client.release(failure),
    }
  }

  /** Whoever waits for a statement hears `ARQ_CLOSED`, and its connection is given up. */
  abandon(): void {
    this.#calls.abandon()
  }

  /** Idempotent. */
  end(): Promise<void> {
    this.#ended ??= this.#pool.end()
    return this.#ended
  }
}

export function openPostgresPool(
  driver: PostgresDriver,
  { maxConnections, commandTimeoutMs }: PostgresSettings,
  { name, options }: { readonly name: DatabaseName; readonly options: () => pg.ClientConfig },
): LimitedPostgresPool {
  const pool = new driver.Pool({
    ...options(),
    Client: class extends driver.Client {
      constructor() {
        super(options())
      }
    },
    max: maxConnections,
    idleTimeoutMillis: IDLE_MS,
  })
  const ignore = (): void => undefined
  // Whoever uses the connection hears of its end from the statement; an idle one is taken out of the pool.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return new LimitedPostgresPool(pool, name, commandTimeoutMs)
}
