import { openOutboxTable } from '@arq/outbox'
import pg from 'pg'

const CONNECT_TIMEOUT_MS = 5000
/** A connection that carries nothing is given up after that. */
const STATEMENT_TIMEOUT_MS = 10_000

/** @param {string} url */
export function openOrders(url) {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  })
  // One that idles may be cut; the next call gets another.
  pool.on('error', () => undefined)
  return pool
}

/**
 * The table of the application, and that of the outbox.
 * @param {string} url
 */
export async function makeTables(url) {
  await openOutboxTable({ url }).migrate()
  const pool = openOrders(url)
  try {
    await pool.query('create table chaos_orders (n int primary key, job_id text not null)')
  } finally {
    await pool.end()
  }
}

/**
 * What was committed, by the database's own word.
 * @param {string} url
 * @returns {Promise<{ n: number, jobId: string }[]>}
 */
export async function readOrders(url) {
  const pool = openOrders(url)
  try {
    const { rows } = await pool.query('select n, job_id from chaos_orders order by n')
    return rows.map(({ n, job_id: jobId }) => ({ n, jobId }))
  } finally {
    await pool.end()
  }
}

/**
 * Rows that a relay has to send.
 * @param {string} url
 */
export async function countRows(url) {
  const { waiting } = await openOutboxTable({ url }).status()
  return waiting
}
