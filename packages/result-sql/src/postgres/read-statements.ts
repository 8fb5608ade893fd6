import { type RawBuilder, sql } from 'kysely'

import type { StateColumns } from '../state-columns.js'
import type { PostgresNames } from './postgres-schema.js'
import { nowMs } from './write-statements.js'

export interface FoundColumns extends StateColumns {
  readonly version: number
  readonly is_live: boolean
  readonly is_outrun: boolean
}

export interface RecordColumns extends StateColumns {
  readonly record: string
}

/** Not over, and no row that only remembers an outrun announcement. */
const IS_LIVE = sql`(status <> 'outrun' and (expires_at is null or expires_at > ${nowMs}))`

const STATE_COLUMNS = sql.raw(
  'job_id, status, token, enqueue_time, retry_count, claim, duplicate_runs, duplicate_deliveries',
)

export const findRows = ({ jobs }: PostgresNames, jobIds: readonly string[]) =>
  sql<FoundColumns>`
    select ${STATE_COLUMNS}, version, ${IS_LIVE} as is_live,
      coalesce(outrun_until > ${nowMs}, false) as is_outrun
    from ${sql.table(jobs)} where job_id = any(${jobIds}::text[])`

export const readRecords = ({ jobs }: PostgresNames, jobIds: readonly string[]) =>
  sql<RecordColumns>`
    select ${STATE_COLUMNS}, record from ${sql.table(jobs)}
    where job_id = any(${jobIds}::text[]) and ${IS_LIVE}`

export const readStatus = ({ jobs }: PostgresNames, jobId: string) =>
  sql<{ readonly status: string }>`
    select status from ${sql.table(jobs)} where job_id = ${jobId} and ${IS_LIVE}`

export const readWaiting = ({ jobs }: PostgresNames, queueName: string, limit: number) =>
  sql<RecordColumns>`
    select ${STATE_COLUMNS}, record from ${sql.table(jobs)}
    where queue_name = ${queueName} and status in ('queued', 'retrying') and ${IS_LIVE}
    limit ${limit}`

export const readStopped = ({ jobs }: PostgresNames, limit: number) =>
  sql<{ readonly job_id: string }>`
    select job_id from ${sql.table(jobs)}
    where status = 'aborted' and token is null and ${IS_LIVE}
    limit ${limit}`

/** Rows that somebody else is deleting are his. */
export const deleteExpiredRows = ({ jobs }: PostgresNames, limit: number): RawBuilder<unknown> =>
  sql`
    delete from ${sql.table(jobs)} where job_id = any(array(
      select job_id from ${sql.table(jobs)}
      where expires_at <= ${nowMs} and (outrun_until is null or outrun_until <= ${nowMs})
      order by expires_at limit ${limit} for update skip locked
    )) and expires_at <= ${nowMs}`

/** Their entries go with them. */
export const deleteExpiredGroups = (
  { groups }: PostgresNames,
  limit: number,
): RawBuilder<unknown> =>
  sql`
    delete from ${sql.table(groups)} where group_name = any(array(
      select group_name from ${sql.table(groups)} where expires_at <= ${nowMs}
      order by expires_at limit ${limit} for update skip locked
    )) and expires_at <= ${nowMs}`

export const readDetails = ({ jobs }: PostgresNames) =>
  sql<{
    readonly version: string
    readonly database_bytes: number
    readonly table_bytes: number
    readonly rows_about: number
  }>`
    select current_setting('server_version') as version,
      pg_database_size(current_database()) as database_bytes,
      pg_total_relation_size(${jobs}::regclass) as table_bytes,
      (select greatest(reltuples, 0)::bigint from pg_class where oid = ${jobs}::regclass)
        as rows_about`
