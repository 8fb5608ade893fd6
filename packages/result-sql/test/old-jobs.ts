import type pg from 'pg'

import { loadSqliteDriver } from '../src/sqlite/sqlite-driver.js'

export interface OldJobs {
  /** Whose time is over. */
  readonly expired: number
  readonly kept: number
}

const FAR_MS = 4_000_000_000_000
const COLUMNS =
  'job_id, queue_name, status, token, enqueue_time, retry_count, version, expires_at, record'
const VALUES = (expired: number, text: (expression: string) => string) =>
  `'old-' || n, 'default', 'completed', 't', '2026-11-22T01:35:00.675+00:00', 1, n,
    case when n <= ${String(expired)} then n else ${String(FAR_MS)} end,
    ${text(`'{"job_id":"old-' || n || '","status":"completed","function_name":"send_email","args":["${'x'.repeat(200)}",' || n || '],"kwargs":{},"queue_name":"default","result":' || n || '}'`)}`

/** Writes rows past the store: jobs `old-1` and so on, first those that have expired. */
export const fillPostgres = (raw: pg.Client, jobs: string, { expired, kept }: OldJobs) =>
  raw.query(
    `insert into ${jobs} (${COLUMNS}) select ${VALUES(expired, (text) => `(${text})::json`)}
      from generate_series(1, ${String(expired + kept)}) n`,
  )

export async function countPostgres(raw: pg.Client, jobs: string): Promise<number> {
  const text = `select count(*)::int as count from ${jobs} where job_id like 'old-%'`
  const { rows } = await raw.query<{ count: number }>(text)
  return rows[0]?.count ?? 0
}

export async function isAnyLeftInPostgres(raw: pg.Client, jobs: string): Promise<boolean> {
  const text = `select 1 from ${jobs} where expires_at < 1000000000 limit 1`
  return (await raw.query(text)).rows.length > 0
}

/** The same in a file of SQLite, on a connection of its own. */
export async function openOldJobs(path: string, jobs: string) {
  const file = (await loadSqliteDriver())(path)
  file.exec('pragma busy_timeout = 10000')
  const count = (where: string): number => {
    const [row] = file.prepare(`select count(*) as count from ${jobs} where ${where}`).all()
    return (row as { count: number }).count
  }
  return {
    fill({ expired, kept }: OldJobs): void {
      file.exec(`insert into ${jobs} (${COLUMNS})
        with recursive numbers(n) as (
          select 1 union all select n + 1 from numbers where n < ${String(expired + kept)}
        ) select ${VALUES(expired, (text) => text)} from numbers`)
    },
    countOld: () => count(`job_id like 'old-%'`),
    isAnyLeft: () =>
      file.prepare(`select 1 from ${jobs} where expires_at < 1000000000 limit 1`).all().length > 0,
    close: () => file.close(),
  }
}
