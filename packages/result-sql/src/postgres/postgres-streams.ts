import {
  type Lifetime,
  type LoggedItem,
  REMEMBERED_WRITERS,
  type StreamBatch,
  type StreamName,
  streamNotice,
  type StreamSlice,
  type StreamStore,
} from '@arq/core'
import { hexText, randomBytes, utf8Length } from '@arq/core/internal'
import { wholeMs } from '@arq/core/store'
import { type RawBuilder, sql } from 'kysely'

import type { PostgresNames } from './postgres-schema.js'
import { nowMs } from './write-statements.js'

export interface PostgresStreamsParts {
  readonly names: PostgresNames
  /** Runs a statement, once more if it met another one. */
  readonly run: <T>(build: () => RawBuilder<T>) => Promise<readonly T[]>
}

interface ReadColumns {
  readonly birth: string
  readonly last_position: number | string
  readonly position: number | string | null
  readonly writer: string | null
  readonly content: string | null
}

/** What a notice carries, of the 8,000 bytes that PostgreSQL lets it: of a log with a longer name nobody is told. */
const LONGEST_NOTICE_BYTES = 7900

const NO_LOG: StreamSlice = { birth: undefined, last: 0, items: [] }

const IS_OVER = sql`(s.expires_at is not null and s.expires_at <= ${nowMs})`

/** Each call is one statement. An append locks the row of its log, which has all that decides about it. */
export class PostgresStreams implements StreamStore {
  readonly #parts: PostgresStreamsParts

  constructor(parts: PostgresStreamsParts) {
    this.#parts = parts
  }

  async append(stream: StreamName, batch: StreamBatch): Promise<void> {
    const { names, run } = this.#parts
    await run(() => appendStatement(names, stream, batch))
  }

  async read(
    { group, name }: StreamName,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<StreamSlice> {
    const { streams, streamItems } = this.#parts.names
    const rows = await this.#parts.run(
      () => sql<ReadColumns>`
        select s.birth, s.last_position, i.position, i.writer, i.content
        from ${sql.table(streams)} s left join lateral (
          select position, writer, content from ${sql.table(streamItems)}
          where group_name = s.group_name and name = s.name and birth = s.birth
            and position > ${after}::bigint
          order by position limit ${limit}
        ) i on true
        where s.group_name = ${group} and s.name = ${name} and not ${IS_OVER}
        order by i.position`,
    )
    const [first] = rows
    if (!first) return NO_LOG
    return { birth: first.birth, last: Number(first.last_position), items: rows.flatMap(toItem) }
  }

  async names(group: string): Promise<readonly string[]> {
    const { streams } = this.#parts.names
    const rows = await this.#parts.run(
      () => sql<{ name: string }>`
        select name from ${sql.table(streams)} s where group_name = ${group} and not ${IS_OVER}`,
    )
    return rows.map(({ name }) => name)
  }

  async remove(group: string): Promise<boolean> {
    const { streams } = this.#parts.names
    const rows = await this.#parts.run(
      () => sql<{ was_live: boolean }>`
        delete from ${sql.table(streams)} s where group_name = ${group}
        returning not ${IS_OVER} as was_live`,
    )
    return rows.some((row) => row.was_live)
  }
}

/** Their items go with them. */
export const deleteExpiredStreams = (
  { streams }: PostgresNames,
  limit: number,
): RawBuilder<unknown> =>
  sql`
    delete from ${sql.table(streams)} where (group_name, name) in (
      select group_name, name from ${sql.table(streams)} where expires_at <= ${nowMs}
      order by expires_at limit ${limit} for update skip locked
    ) and expires_at <= ${nowMs}`

/**
 * `fresh` is how many of the texts the log did not have. Rows of a log that is over stay until they are swept, or until it
 * comes again under another birth.
 */
function appendStatement(
  { streams, streamItems, channel }: PostgresNames,
  stream: StreamName,
  { writer, firstNumber, texts, ttlMs, maxItems, maxBytes }: StreamBatch,
): RawBuilder<unknown> {
  const { group, name } = stream
  const count = texts.length
  const lastNumber = firstNumber + count - 1
  const behind = bytesBehind(texts)
  const writers = sql`jsonb_build_object(${writer}::text, ${lastNumber}::bigint)`
  const known = sql`coalesce(
    (s.writers->>${writer}::text)::bigint, (s.earlier_writers->>${writer}::text)::bigint, ${firstNumber - 1}::bigint
  )`
  const isNew = sql`(${known} < ${lastNumber}::bigint)`
  const fresh = sql`(case when ${IS_OVER} then ${count}::bigint
    else greatest(0, least(${count}::bigint, ${lastNumber}::bigint - ${known})) end)`
  // Of the last texts, by how many they are.
  const freshBytes = sql`(${behind.toReversed()}::bigint[])[${fresh} + 1]`
  const isFull = sql`(not jsonb_exists(s.writers, ${writer}::text)
    and (select count(*) from jsonb_object_keys(s.writers)) >= ${REMEMBERED_WRITERS}::bigint)`
  const notice = JSON.stringify([streamNotice(stream)])
  const told =
    utf8Length(notice) <= LONGEST_NOTICE_BYTES
      ? sql`(select pg_notify(${channel}, ${notice}) from log where fresh > 0)`
      : sql`null`
  const bytes = behind[0] ?? 0
  return sql`
    with log as (
      insert into ${sql.table(streams)} as s (
        group_name, name, birth, last_position, total_bytes, fresh, writers, earlier_writers, expires_at
      ) values (
        ${group}, ${name}, ${hexText(randomBytes(6))}, ${count}, ${bytes}, ${count},
        ${writers}, '{}'::jsonb, ${expiryOf(ttlMs)}
      )
      on conflict (group_name, name) do update set
        birth = case when ${IS_OVER} then excluded.birth else s.birth end,
        last_position = case when ${IS_OVER} then 0 else s.last_position end + ${fresh},
        total_bytes = case when ${IS_OVER} then 0 else s.total_bytes end + ${freshBytes},
        fresh = ${fresh},
        writers = case when ${IS_OVER} or ${isFull} then excluded.writers
          when ${isNew} then s.writers || excluded.writers else s.writers end,
        earlier_writers = case when ${IS_OVER} then '{}'::jsonb when ${isFull} then s.writers
          else s.earlier_writers end,
        expires_at = case when ${IS_OVER} then excluded.expires_at
          when s.expires_at is null or excluded.expires_at is null then null
          else greatest(s.expires_at, excluded.expires_at) end
      returning birth, last_position, total_bytes, fresh
    ), put as (
      insert into ${sql.table(streamItems)} (
        group_name, name, birth, position, writer, content, end_bytes
      )
      select ${group}, ${name}, log.birth, log.last_position - ${count}::bigint + given.place,
        ${writer}::text, given.content, log.total_bytes - given.behind
      from log, unnest(${texts}::text[], ${behind.slice(1)}::bigint[])
        with ordinality as given(content, behind, place)
      where given.place > ${count}::bigint - log.fresh
    ), dropped as (
      delete from ${sql.table(streamItems)} i using log
      where i.group_name = ${group} and i.name = ${name} and (
        i.birth <> log.birth or i.position < log.last_position and (
          i.position <= log.last_position - ${limitOf(maxItems)}::bigint
          or i.end_bytes <= log.total_bytes - ${limitOf(maxBytes)}::bigint
        )
      )
    )
    select ${told} as told`
}

/** Bytes of the texts from each place on; the last is 0. */
function bytesBehind(texts: readonly string[]): readonly number[] {
  const behind = [0]
  for (const text of texts.toReversed()) behind.unshift((behind[0] ?? 0) + utf8Length(text))
  return behind
}

const limitOf = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER)

/** Null: for ever. */
const expiryOf = (ttlMs: Lifetime): RawBuilder<unknown> =>
  ttlMs === 'forever' ? sql`null::bigint` : sql`${nowMs} + ${wholeMs(ttlMs)}::bigint`

function toItem({ position, writer, content }: ReadColumns): readonly LoggedItem[] {
  if (position === null || writer === null || content === null) return []
  return [{ position: Number(position), writer, text: content }]
}
