import type { TableNames } from '../table-names.js'

/**
 * As those of PostgreSQL, in types that MySQL and MariaDB share. Each can be done again, because neither makes tables in a
 * transaction. Never changed once it is released.
 *
 * What callers choose is kept as bytes: no two texts are the same but for those that are. The record stays a text, since
 * MySQL's own JSON would change numbers in it; its functions (`json_value`) take it all the same.
 */
export const MYSQL_MIGRATIONS: readonly ((names: TableNames) => readonly string[])[] = [
  ({ jobs }) => [
    `create table if not exists ${jobs} (
      job_id varbinary(1024) not null primary key,
      queue_name varbinary(1024) not null,
      status varchar(16) character set ascii not null,
      token varbinary(1024),
      enqueue_time varbinary(255),
      retry_count int not null,
      claim varbinary(1024),
      duplicate_runs int not null default 0,
      duplicate_deliveries int not null default 0,
      version bigint not null,
      expires_at bigint,
      outrun_until bigint,
      record longtext character set utf8mb4,
      waits_in varbinary(1024) as (case when status in ('queued', 'retrying') then queue_name end) virtual,
      is_stopped tinyint as (case when status = 'aborted' and token is null then 1 end) virtual,
      key waiting (waits_in),
      key stopped (is_stopped),
      key expiry (expires_at)
    ) engine = innodb`,
  ],
  // For searches, newest first. Of adding to a table, only MariaDB knows how to do it unless it is done.
  ({ jobs }) => [
    `set @arq_change = if(
      (select count(*) from information_schema.statistics
        where table_schema = database() and table_name = '${jobs}' and index_name = 'enqueued') = 0,
      'alter table ${jobs}
        add column enqueued varbinary(255) as (coalesce(enqueue_time, '''')) virtual,
        add key enqueued (enqueued, job_id)',
      'do 0')`,
    'prepare arq_change from @arq_change',
    'execute arq_change',
    'deallocate prepare arq_change',
  ],
  ({ groups, entries }) => [
    `create table if not exists ${groups} (
      group_name varbinary(512) not null primary key,
      entry_count int not null,
      expires_at bigint,
      key expiry (expires_at)
    ) engine = innodb`,
    `create table if not exists ${entries} (
      group_name varbinary(512) not null,
      name varbinary(512) not null,
      version varchar(64) character set ascii collate ascii_bin not null,
      content longtext character set utf8mb4 not null,
      primary key (group_name, name),
      foreign key (group_name) references ${groups} (group_name) on delete cascade
    ) engine = innodb`,
  ],
]
