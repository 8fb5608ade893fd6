import { parseSettings } from '@arq/core'
import { mustBe } from '@arq/core/internal'
import * as v from 'valibot'

import { DIALECTS, namesOf, type OutboxDialect, type OutboxNames, prefixSchema } from './names.js'

export type { OutboxDialect } from './names.js'

/**
 * What each version of the tables adds. Never changed once it is released. Moments are milliseconds since 1970 by the
 * database's clock. PostgreSQL's table is emptied and filled all the time: it is vacuumed by rows, not by its share.
 */
const POSTGRES_MIGRATIONS: readonly ((names: OutboxNames) => readonly string[])[] = [
  ({ outbox }) => [
    `create table ${outbox} (
  id bigint generated always as identity primary key,
  job_id text not null,
  task text not null,
  queue_name text not null,
  arguments text not null,
  content_type text not null,
  headers text,
  priority integer,
  job_try integer not null,
  due_at bigint,
  expires_at bigint not null,
  created_at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
  attempts integer not null default 0,
  retry_at bigint,
  aside_at bigint,
  error_code text,
  error text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)`,
    `create index ${outbox}_waiting on ${outbox} (id) where aside_at is null`,
  ],
]

/** In types that MySQL and MariaDB share. Can be done again, because neither makes tables in a transaction. */
const MYSQL_MIGRATIONS: readonly ((names: OutboxNames) => readonly string[])[] = [
  ({ outbox }) => [
    `create table if not exists ${outbox} (
  id bigint not null auto_increment primary key,
  job_id text not null,
  task text not null,
  queue_name text not null,
  arguments longtext not null,
  content_type varchar(255) not null,
  headers text,
  priority int,
  job_try int not null,
  due_at bigint,
  expires_at bigint not null,
  created_at bigint not null default (floor(unix_timestamp(now(3)) * 1000)),
  attempts int not null default 0,
  retry_at bigint,
  aside_at bigint,
  error_code varchar(255),
  error text
) engine = innodb default character set utf8mb4 collate utf8mb4_bin`,
  ],
]

/** The statements of each version of the tables, from the first. */
export function migrationsOf(
  dialect: OutboxDialect,
  names: OutboxNames,
): readonly (readonly string[])[] {
  const all = dialect === 'postgresql' ? POSTGRES_MIGRATIONS : MYSQL_MIGRATIONS
  return all.map((toNext) => toNext(names))
}

const versionTable = ({ schema }: OutboxNames): string =>
  `create table ${schema} (version integer not null)`

const schemaTextSchema = v.strictObject({
  dialect: v.picklist(DIALECTS, mustBe.oneOf(...DIALECTS)),
  tablePrefix: prefixSchema,
})

/**
 * The tables as SQL, for migrations of your own. A relay finds them complete, and changes nothing.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the key that is wrong
 */
export function schemaText(options: {
  readonly dialect: OutboxDialect
  readonly tablePrefix?: string
}): string {
  const { dialect, tablePrefix } = parseSettings('schemaText()', schemaTextSchema, options)
  const names = namesOf(tablePrefix)
  const migrations = migrationsOf(dialect, names)
  const statements = [
    ...migrations.flat(),
    versionTable(names),
    `insert into ${names.schema} (version) values (${String(migrations.length)})`,
  ]
  return statements.map((each) => `${each};\n`).join('\n')
}
