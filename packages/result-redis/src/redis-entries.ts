import { randomUUID } from 'node:crypto'

import type { EntriesWritten, Entry, EntryChange, EntryStore, GroupPage, Lifetime } from '@arq/core'
import type { StoreCalls } from '@arq/core/store'

import { groupCursor, placeIn } from './group-cursor.js'
import { literally } from './match-literally.js'
import type { RedisClient } from './redis-client.js'
import { notAnEntry } from './redis-errors.js'
import type { RedisKeys } from './redis-keys.js'
import type { RedisServers } from './redis-servers.js'
import { FIRST_PLACE, nextShard, placeAfter, type ScanPlace } from './scan-place.js'
import { REMOVE_ENTRIES_SCRIPT, WRITE_ENTRIES_SCRIPT } from './scripts/entries-scripts.js'
import { ttlText } from './write-command.js'

/** Redis does nothing else during one step of `SCAN`: below half a millisecond. */
const MOST_KEYS_A_STEP = 500
const LEAST_KEYS_A_STEP = 10
/** So many steps in one call at most: about 10 ms. */
const MOST_STEPS = 20

type Entries = ReadonlyMap<string, Entry>

export interface RedisEntriesParts {
  readonly servers: RedisServers
  readonly keys: RedisKeys
  readonly calls: StoreCalls
}

/** A group is a hash: one key, on one server, written by one script. */
export class RedisEntries implements EntryStore {
  readonly #parts: RedisEntriesParts

  constructor(parts: RedisEntriesParts) {
    this.#parts = parts
  }

  read(group: string, names?: readonly string[]): Promise<Entries> {
    if (names?.length === 0) return this.#run(() => Promise.resolve(new Map()))
    return this.#run(({ servers, keys }) => {
      const key = keys.entries(group)
      return servers.run(key, (client) =>
        names ? readSome(client, key, names) : readAll(client, key),
      )
    })
  }

  async readMany(groups: readonly string[]): Promise<ReadonlyMap<string, Entries>> {
    const distinct = [...new Set(groups)]
    const found = await this.#run(({ servers, keys }) =>
      servers.each(distinct.map(keys.entries), readAll),
    )
    const named = distinct.map((group, index) => [group, found[index] ?? new Map()] as const)
    return new Map(named.filter(([, entries]) => entries.size > 0))
  }

  async write(
    group: string,
    changes: readonly EntryChange[],
    { ttlMs }: { readonly ttlMs: Lifetime },
  ): Promise<EntriesWritten> {
    const version = randomUUID()
    const values = [version, ttlText(ttlMs), ...changes.flatMap(toValues)]
    const answer = await this.#run(({ servers, keys }) =>
      servers.callOnce(WRITE_ENTRIES_SCRIPT, keys.entries(group), values),
    )
    // What the script answers.
    const [kind, detail] = answer as ['written', number] | ['conflict', string]
    return kind === 'written' ? { kind, version, count: detail } : { kind, name: detail }
  }

  async now(group: string): Promise<number> {
    const [seconds, microseconds] = await this.#run(({ servers, keys }) =>
      servers.run(keys.entries(group), (client) => client.time()),
    )
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
  }

  async remove(group: string): Promise<boolean> {
    // Not DEL by itself, which may be done twice: then nobody would hear that something was there.
    const removed = await this.#run(({ servers, keys }) =>
      servers.callOnce(REMOVE_ENTRIES_SCRIPT, keys.entries(group), []),
    )
    return removed === 1
  }

  groups(
    prefix: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<GroupPage> {
    return this.#run(async ({ servers, keys }) => {
      const from = cursor === undefined ? FIRST_PLACE : placeIn(cursor)
      const groups = from.held.slice(0, limit)
      let place: ScanPlace = { ...from, held: from.held.slice(limit) }
      const shards = await servers.shards()
      const MATCH = `${literally(keys.entries(prefix))}*`
      const begin = keys.entries('').length
      for (let step = 0; step < MOST_STEPS && groups.length < limit; step += 1) {
        const next = nextShard(shards, place)
        if (!next) break
        const room = limit - groups.length
        const COUNT = Math.min(Math.max(room, LEAST_KEYS_A_STEP), MOST_KEYS_A_STEP)
        const part = await next.shard.run((client) => client.scan(next.scan, { MATCH, COUNT }))
        const found = part.keys.map((key) => key.slice(begin))
        groups.push(...found.slice(0, room))
        place = placeAfter(place, next.shard, part.cursor, found.slice(room))
      }
      const isOver = place.held.length === 0 && nextShard(shards, place) === undefined
      return { groups, cursor: isOver ? undefined : groupCursor(place) }
    })
  }

  #run<T>(operation: (parts: RedisEntriesParts) => Promise<T>): Promise<T> {
    return this.#parts.calls.run(() => operation(this.#parts))
  }
}

function toValues({ name, text, ifVersion }: EntryChange): readonly string[] {
  const kept = ifVersion === null ? '' : `=${String(ifVersion)}`
  return [name, ifVersion === undefined ? '*' : kept, text === undefined ? '-' : '+', text ?? '']
}

async function readAll(client: RedisClient, key: string): Promise<Entries> {
  return entriesIn(key, Object.entries(await client.hGetAll(key)))
}

async function readSome(
  client: RedisClient,
  key: string,
  names: readonly string[],
): Promise<Entries> {
  const values = await client.hmGet(key, [...names])
  return entriesIn(
    key,
    names.flatMap((name, index) => {
      const value = values[index]
      return typeof value === 'string' ? [[name, value] as const] : []
    }),
  )
}

function entriesIn(key: string, fields: readonly (readonly [string, string])[]): Entries {
  return new Map(
    fields.map(([name, value]) => {
      const space = value.indexOf(' ')
      if (space < 1) throw notAnEntry(key, name)
      return [name, { version: value.slice(0, space), text: value.slice(space + 1) }]
    }),
  )
}
