import type { NewRow } from '../outbox-row.js'
import type { OutboxDialect } from './names.js'

/** Texts all of them, which every library passes on as they are; the statement says what they become. */
type Value = string | null

/** The columns that are written, and what of the row. */
const TEXTS: readonly (readonly [string, (row: NewRow) => string | undefined])[] = [
  ['job_id', (row) => row.jobId],
  ['task', (row) => row.task],
  ['queue_name', (row) => row.queueName],
  ['arguments', (row) => row.arguments],
  ['content_type', (row) => row.contentType],
  ['headers', (row) => row.headers],
]
const INTEGERS: readonly (readonly [string, (row: NewRow) => number | undefined])[] = [
  ['priority', (row) => row.priority],
  ['job_try', (row) => row.jobTry],
  ['due_at', (row) => row.dueAtMs],
  ['expires_at', (row) => row.expiresAtMs],
]
const COLUMNS = [...TEXTS, ...INTEGERS].map(([name]) => name).join(', ')

export function insertText(dialect: OutboxDialect, table: string, notifies: boolean): string {
  if (dialect === 'mysql') {
    const places = [
      ...TEXTS.map(() => 'convert(from_base64(?) using utf8mb4)'),
      ...INTEGERS.map(() => '?'),
    ]
    return `insert into ${table} (${COLUMNS}) values (${places.join(', ')})`
  }
  const places = [
    ...TEXTS.map((_, at) => `$${String(at + 1)}::text`),
    ...INTEGERS.map((_, at) => `$${String(TEXTS.length + at + 1)}::text::bigint`),
  ]
  const insert = `insert into ${table} (${COLUMNS}) values (${places.join(', ')})`
  // One statement, so that every library can run it. PostgreSQL tells of it at the commit, once a transaction.
  return notifies
    ? `with added as (${insert} returning id) select pg_notify('${table}', '') from added`
    : insert
}

export function insertValues(dialect: OutboxDialect, row: NewRow): Value[] {
  // Drivers of MySQL put values into the text, escaped as `sql_mode` and the connection's character set may not have it.
  const toValue = (text: string): string =>
    dialect === 'mysql' ? Buffer.from(text).toString('base64') : text
  const texts = TEXTS.map(([, of]) => of(row))
  const integers = INTEGERS.map(([, of]) => of(row))
  return [
    ...texts.map((text) => (text === undefined ? null : toValue(text))),
    ...integers.map((value) => (value === undefined ? null : String(value))),
  ]
}
