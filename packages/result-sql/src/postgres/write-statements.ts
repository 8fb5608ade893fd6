import { ANNOUNCEMENT_LATE_MS } from '@arq/core'
import { type JobRow, newVersion, type RowOperation } from '@arq/core/store'
import { type RawBuilder, sql } from 'kysely'

import type { PostgresNames } from './postgres-schema.js'
import { recordLines, rowParameter, stateParameter } from './row-parameter.js'

/** The server's clock, in milliseconds: one clock for all that read and write. */
export const nowMs = sql<number>`(extract(epoch from now()) * 1000)::bigint`

export interface WrittenIds {
  /** A JSON array. */
  readonly ids: string | null
}

/** What rows are given with, but for their records. */
const GIVEN = {
  job_id: 'text',
  queue_name: 'text',
  status: 'text',
  token: 'text',
  enqueue_time: 'text',
  retry_count: 'integer',
  claim: 'text',
  duplicate_runs: 'integer',
  duplicate_deliveries: 'integer',
  ttl: 'bigint',
} as const
/** Of an operation, besides. */
const GIVEN_OF_OPERATION = { ...GIVEN, kind: 'text', seen: 'bigint', is_outrun: 'boolean' } as const

/**
 * @param objects of JSON, without their closing braces
 * @param records of the same rows, in the same order
 */
function givenRows(
  columns: Readonly<Record<string, string>>,
  objects: readonly string[],
  records: readonly (string | undefined)[],
): RawBuilder<unknown> {
  const names = Object.keys(columns)
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
  const json = `[${objects.map((object) => `${object}}`).join()}]`
  return sql`
    select * from rows from (
      json_to_recordset(${json}::json) as (${sql.raw(typed.join())}),
      unnest(string_to_array(${recordLines(records)}, ${sql.raw(`E'\\n'`)}))
    ) as g(${sql.raw(names.join())}, record)`
}

const RECORD = sql`nullif(g.record, '')::json`

const COLUMNS = sql.raw(
  'job_id, queue_name, status, token, enqueue_time, retry_count, claim, duplicate_runs, duplicate_deliveries, version, expires_at, record',
)

/**
 * Rows that are written without a look at what stands there. They take the place of a row whose time is over; and the row
 * of an attempt that of a job which waits for it, or its own: where `decideTransition` answers `applied` whoever asks, and
 * no duplicates are to be kept. Everything else is left alone, and answered by a second look.
 */
export function writeAtOnce(names: PostgresNames, rows: readonly JobRow[]): RawBuilder<WrittenIds> {
  // In one order, so that no two calls wait for each other's rows.
  const given = givenRows(
    GIVEN,
    rows.map(rowParameter),
    rows.map(({ text }) => text),
  )
  return sql<WrittenIds>`
    with given as (${given}), written as (
      insert into ${sql.table(names.jobs)} as j (${COLUMNS})
      select job_id, queue_name, status, token, enqueue_time, retry_count, claim,
        duplicate_runs, duplicate_deliveries, ${newVersion()}, ${nowMs} + ttl,
        ${RECORD}
      from given g order by job_id
      on conflict (job_id) do update set
        queue_name = excluded.queue_name, status = excluded.status, token = excluded.token,
        enqueue_time = excluded.enqueue_time, retry_count = excluded.retry_count,
        claim = excluded.claim, duplicate_runs = excluded.duplicate_runs,
        duplicate_deliveries = excluded.duplicate_deliveries, version = excluded.version,
        expires_at = excluded.expires_at, record = excluded.record
      where (j.expires_at <= ${nowMs} and (j.outrun_until is null or j.outrun_until <= ${nowMs}))
        or (excluded.token is not null
          and j.enqueue_time is not distinct from excluded.enqueue_time
          and j.retry_count <= excluded.retry_count
          and j.duplicate_runs = 0 and j.duplicate_deliveries = 0
          and (case when j.token is null
            then j.status in ('queued', 'retrying')
              and j.retry_count + (j.status = 'queued')::int
                <= excluded.retry_count + (excluded.status <> 'retrying')::int
            else j.token = excluded.token and j.status in ('queued', 'retrying', 'in_progress')
          end))
      returning job_id
    )
    ${toldIds(names, sql`written`)}`
}

/** Operations on rows, each guarded by the version that was seen. */
export function applyOperations(
  names: PostgresNames,
  operations: readonly RowOperation[],
): RawBuilder<WrittenIds> {
  const given = givenRows(
    GIVEN_OF_OPERATION,
    operations.map(operationParameter),
    operations.map(recordOf),
  )
  const version = newVersion()
  // Planning takes longer than most of them: only what is asked for.
  const kinds = KINDS.filter((each) => operations.some(({ kind }) => kind === each))
  const parts = kinds.map(
    (kind) => sql`, ${sql.ref(kind)} as (${statementOf(kind, names, version)})`,
  )
  const written = kinds.map((kind) => sql`select job_id from ${sql.ref(kind)}`)
  return sql<WrittenIds>`
    with given as (${given})${sql.join(parts, sql``)}, written as (${sql.join(written, sql` union all `)})
    ${toldIds(names, sql`written`)}`
}

const KINDS = ['insert', 'update', 'restate', 'delete'] as const satisfies RowOperation['kind'][]

const EXPIRY = sql`${nowMs} + g.ttl`
const OUTRUN = sql`case when g.is_outrun then ${nowMs} + ${sql.lit(ANNOUNCEMENT_LATE_MS)} end`

function statementOf(
  kind: RowOperation['kind'],
  names: PostgresNames,
  version: number,
): RawBuilder<unknown> {
  const jobs = sql.table(names.jobs)
  const isSeen = sql`g.kind = ${sql.lit(kind)} and j.job_id = g.job_id and j.version = g.seen`
  switch (kind) {
    case 'insert':
      return sql`
        insert into ${jobs} (${COLUMNS}, outrun_until)
        select job_id, queue_name, status, token, enqueue_time, retry_count, claim,
          duplicate_runs, duplicate_deliveries, ${version}, ${EXPIRY},
          ${RECORD}, ${OUTRUN}
        from given g where kind = 'insert' order by job_id
        on conflict (job_id) do nothing
        returning job_id`
    case 'update':
      return sql`
        update ${jobs} j set
          queue_name = g.queue_name, status = g.status, token = g.token,
          enqueue_time = g.enqueue_time, retry_count = g.retry_count, claim = g.claim,
          duplicate_runs = g.duplicate_runs, duplicate_deliveries = g.duplicate_deliveries,
          version = ${version}, expires_at = ${EXPIRY},
          record = ${RECORD},
          outrun_until = coalesce(${OUTRUN}, j.outrun_until)
        from given g where ${isSeen} returning j.job_id`
    case 'restate':
      return sql`
        update ${jobs} j set
          status = g.status, token = g.token, retry_count = g.retry_count, claim = g.claim,
          duplicate_runs = g.duplicate_runs, duplicate_deliveries = g.duplicate_deliveries,
          version = ${version}
        from given g where ${isSeen} returning j.job_id`
    case 'delete':
      return sql`delete from ${jobs} j using given g where ${isSeen} returning j.job_id`
  }
}

function operationParameter(operation: RowOperation): string {
  const { kind, jobId } = operation
  const seen = kind === 'insert' ? 'null' : String(operation.version)
  const head = (isOutrun: boolean): string =>
    `"kind":"${kind}","seen":${seen},"is_outrun":${String(isOutrun)}`
  if (kind === 'insert' || kind === 'update') {
    const { job, isOutrun } = operation.row
    const row = job ? rowParameter(job) : emptyRow(jobId)
    return `${row},${head(isOutrun)}`
  }
  const state = kind === 'restate' ? `${stateParameter(operation.state)},` : '{'
  return `${state}"job_id":${JSON.stringify(jobId)},${head(false)}`
}

const recordOf = (operation: RowOperation): string | undefined =>
  operation.kind === 'insert' || operation.kind === 'update' ? operation.row.job?.text : undefined

const emptyRow = (jobId: string): string =>
  `{"job_id":${JSON.stringify(jobId)},"queue_name":"","status":"outrun","retry_count":0,"duplicate_runs":0,"duplicate_deliveries":0,"ttl":${String(ANNOUNCEMENT_LATE_MS)}`

/** What one notice carries, of the 8,000 bytes that PostgreSQL lets it. */
const NOTICE_BYTES = 6000
/** Nobody hears of changes under longer ids, which are none of ours. */
const LONGEST_ID_BYTES = 1000

/** Answers with the ids, and tells listeners of them when the statement commits. */
const toldIds = (names: PostgresNames, written: RawBuilder<unknown>): RawBuilder<WrittenIds> =>
  sql<WrittenIds>`
    select (select json_agg(job_id)::text from ${written}) as ids, (
      select count(pg_notify(${names.channel}, part.ids)) from (
        select json_agg(job_id)::text as ids from (
          select job_id, sum(octet_length(to_json(job_id)::text) + 2) over (order by job_id)
            / ${NOTICE_BYTES}::bigint as part
          from ${written} where octet_length(job_id) <= ${LONGEST_ID_BYTES}
        ) as told group by part
      ) as part
    ) as notices`
