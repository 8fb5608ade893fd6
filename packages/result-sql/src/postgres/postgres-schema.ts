import { type TableNames, tableNames } from '../table-names.js'

/** What of the database belongs to one store: names, in need of no quotes. */
export interface PostgresNames extends TableNames {
  readonly prefix: string
  readonly streams: string
  readonly streamItems: string
  /** Of LISTEN and NOTIFY. */
  readonly channel: string
}

export const postgresNames = (prefix: string): PostgresNames => ({
  ...tableNames(prefix),
  prefix,
  streams: `${prefix}streams`,
  streamItems: `${prefix}stream_items`,
  channel: `${prefix}changes`,
})

/**
 * What brings the tables from each version to the next, the first from none. Never changed once it is released.
 *
 * In `jobs`, moments are milliseconds since 1970. `status` is `outrun` where a row is kept only to refuse the job's first
 * record, which may still come.
 */
export const POSTGRES_MIGRATIONS: readonly ((names: PostgresNames) => readonly string[])[] = [
  ({ jobs }) => [
    `create table ${jobs} (
      job_id text primary key,
      queue_name text not null,
      status text not null,
      token text,
      enqueue_time text,
      retry_count integer not null,
      claim text,
      duplicate_runs integer not null default 0,
      duplicate_deliveries integer not null default 0,
      version bigint not null,
      expires_at bigint,
      outrun_until bigint,
      record json
    )`,
    `create index ${jobs}_waiting on ${jobs} (queue_name) where status in ('queued', 'retrying')`,
    `create index ${jobs}_stopped on ${jobs} (job_id) where status = 'aborted' and token is null`,
    `create index ${jobs}_expiry on ${jobs} (expires_at) where expires_at is not null`,
  ],
  // For searches, newest first; see `postgres/search-rows.ts`.
  ({ jobs }) => [
    `create index ${jobs}_enqueued on ${jobs} ((coalesce(enqueue_time, '') collate "C"), (job_id collate "C"))`,
  ],
  // Entries: a group's row is locked while the group is written. Null in `expires_at`: kept for ever.
  ({ groups, entries }) => [
    `create table ${groups} (
      group_name text collate "C" primary key,
      entry_count integer not null,
      expires_at bigint
    )`,
    `create table ${entries} (
      group_name text collate "C" not null references ${groups} on delete cascade,
      name text collate "C" not null,
      version text not null,
      content text not null,
      primary key (group_name, name)
    )`,
    `create index ${groups}_expiry on ${groups} (expires_at) where expires_at is not null`,
  ],
  // Streams of jobs: a log's row is locked while the log is appended to. Null in `expires_at`: kept for ever.
  ({ streams, streamItems }) => [
    `create table ${streams} (
      group_name text collate "C" not null,
      name text collate "C" not null,
      birth text not null,
      last_position bigint not null,
      total_bytes bigint not null,
      fresh bigint not null,
      writers jsonb not null,
      earlier_writers jsonb not null,
      expires_at bigint,
      primary key (group_name, name)
    )`,
    `create table ${streamItems} (
      group_name text collate "C" not null,
      name text collate "C" not null,
      birth text not null,
      position bigint not null,
      writer text not null,
      content text not null,
      end_bytes bigint not null,
      primary key (group_name, name, birth, position),
      foreign key (group_name, name) references ${streams} on delete cascade
    )`,
    `create index ${streams}_expiry on ${streams} (expires_at) where expires_at is not null`,
  ],
]
