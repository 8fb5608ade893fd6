import { readProperty } from '@arq/core/internal'
import type pg from 'pg'

import { loadDriver } from './load-driver.js'
import type { Row, Session, SessionOptions } from './session.js'

/** Codes of PostgreSQL itself have five characters; those of the system are longer. */
const SQL_STATE = /^[0-9A-Z]{5}$/
/** Of them: the connection has ended, or is about to. */
const ENDING = /^(?:08|57P0)/

export async function openPostgresSession(options: SessionOptions): Promise<Session> {
  const { Client } = (await loadDriver(() => import('pg'), { scheme: 'postgresql:', name: 'pg' }))
    .default
  const { url, driverOptions, connectTimeoutMs, commandTimeoutMs, idleLimitMs } = options
  const client: pg.Client = new Client({
    application_name: 'arq outbox',
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: commandTimeoutMs,
    idle_in_transaction_session_timeout: idleLimitMs,
    ...driverOptions,
  })
  // Whoever waits for a statement hears of it there.
  client.on('error', () => undefined)
  const close = (): void => {
    void client.end().catch(() => undefined)
    // Its end waits for a server that may not answer.
    const stream: unknown = readProperty(Object(readProperty(client, 'connection')), 'stream')
    if (isDestroyable(stream)) stream.destroy()
  }
  try {
    await client.connect()
  } catch (error) {
    close()
    throw error
  }
  return {
    run: async (text, values = []) => {
      const { rows } = await client.query<Row>(text, [...values])
      return rows
    },
    isLost: (error) => {
      const code = readProperty(error, 'code')
      return typeof code !== 'string' || !SQL_STATE.test(code) || ENDING.test(code)
    },
    listen: async (channel, onNotice) => {
      client.on('notification', onNotice)
      // A connection that ends between two statements is noticed at once.
      client.on('end', onNotice)
      await client.query(`listen ${channel}`)
    },
    close,
  }
}

const isDestroyable = (value: unknown): value is { destroy(): void } =>
  typeof value === 'object' &&
  value !== null &&
  typeof readProperty(value, 'destroy') === 'function'
