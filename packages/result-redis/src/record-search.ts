import {
  isArqError,
  type JobPage,
  type JobQuery,
  type JobRecord,
  type JobSearches,
  type JobSearchOptions,
} from '@arq/core'
import { JobMatcher, SearchPage } from '@arq/core/store'

import { literally } from './match-literally.js'
import { HEAD_BYTES, readHead } from './read-head.js'
import type { RedisKeys } from './redis-keys.js'
import type { RedisServers, Shard } from './redis-servers.js'
import { FIRST_PLACE, isScanPlace, nextShard, placeAfter, type ScanPlace } from './scan-place.js'

/** Redis does nothing else during one step: below half a millisecond. */
const MOST_KEYS_A_STEP = 500
const LEAST_KEYS_A_STEP = 10
/** Keys in one round trip. */
const MOST_HEADS = 250
/** A UTF-16 unit takes at most three bytes. */
const SURELY_WHOLE = HEAD_BYTES / 3

/** An id is a key; for everything else the keys are scanned, since nothing is kept beside the records that would help. */
export const REDIS_SEARCHES: JobSearches = Object.freeze({
  indexed: Object.freeze(['jobId'] as const),
  order: 'none',
  covers: 'all',
})

export interface RecordSearchParts {
  readonly servers: RedisServers
  readonly keys: RedisKeys
}

/** One question for a part of the keys. */
interface StepParts {
  readonly page: SearchPage<ScanPlace>
  readonly matcher: JobMatcher
  readonly place: ScanPlace
  readonly shard: Shard
  readonly scan: string
  readonly pattern: string
  /** About how many keys it looks at. */
  readonly count: number
}

interface Found {
  readonly record: JobRecord
  /** Length of its text. */
  readonly characters: number
}

/** Looks through the records of all servers by `SCAN`, a step at a time, until a page is full. */
export class RecordSearch {
  readonly #parts: RecordSearchParts

  constructor(parts: RecordSearchParts) {
    this.#parts = parts
  }

  async page(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const page = new SearchPage<ScanPlace>({
      ...{ kind: 'redis', searches: REDIS_SEARCHES, query, options, isAt: isScanPlace },
    })
    const matcher = new JobMatcher(query)
    if (query.jobId !== undefined) return this.#one(query.jobId, page, matcher)
    const { keys, servers } = this.#parts
    const pattern = `${literally(keys.result(query.jobIdPrefix ?? ''))}*`
    const shards = await servers.shards()
    page.ofAbout ??= await this.#countAbout(shards)
    let place = await this.#takeHeld(page, matcher)
    let isBegun = place !== (page.from ?? FIRST_PLACE)
    let count = 0
    let wasFound = true
    while (!(isBegun && page.isFull)) {
      const next = nextShard(shards, place)
      if (!next) break
      // What fits lies evenly among the keys: where there is much of it, a short step finds about what the page takes.
      const wanted = wasFound ? page.room : count * 2
      count = Math.min(Math.max(wanted, LEAST_KEYS_A_STEP), MOST_KEYS_A_STEP)
      const step = await this.#step({ page, matcher, place, ...next, pattern, count })
      ;({ place, wasFound } = step)
      isBegun = true
    }
    const isOver = place.held.length === 0 && nextShard(shards, place) === undefined
    return page.end(isOver ? undefined : place)
  }

  async #one(jobId: string, page: SearchPage<ScanPlace>, matcher: JobMatcher): Promise<JobPage> {
    const [found] = await this.#read([this.#parts.keys.result(jobId)], matcher)
    if (found) page.add(found.record, found.characters)
    page.ofAbout = 1
    page.looked(1)
    return page.end(undefined)
  }

  /** What the page before had no room for comes first, as it is by now. */
  async #takeHeld(page: SearchPage<ScanPlace>, matcher: JobMatcher): Promise<ScanPlace> {
    const place = page.from ?? FIRST_PLACE
    const [taken, held] = [place.held.slice(0, page.room), place.held.slice(page.room)]
    if (taken.length === 0) return place
    const keys = taken.map(this.#parts.keys.result)
    for (const { record, characters } of await this.#read(keys, matcher)) {
      page.add(record, characters)
    }
    return { ...place, held }
  }

  async #step({ page, matcher, place, shard, scan, pattern, count }: StepParts): Promise<{
    readonly place: ScanPlace
    readonly wasFound: boolean
  }> {
    const part = await shard.run((client) => client.scan(scan, { MATCH: pattern, COUNT: count }))
    const found = await this.#read(part.keys, matcher)
    page.looked(part.keys.length)
    const { room } = page
    for (const { record, characters } of found.slice(0, room)) page.add(record, characters)
    const left = found.slice(room).map(({ record }) => record.jobId)
    const held = [...place.held, ...left]
    return { place: placeAfter(place, shard, part.cursor, held), wasFound: found.length > 0 }
  }

  async #read(keys: readonly string[], matcher: JobMatcher): Promise<readonly Found[]> {
    const found: Found[] = []
    for (let first = 0; first < keys.length; first += MOST_HEADS) {
      const part = keys.slice(first, first + MOST_HEADS)
      const heads = await this.#parts.servers.each(part, readHead)
      for (const [index, head] of heads.entries()) {
        const isWhole = head.length < SURELY_WHOLE || Buffer.byteLength(head) < HEAD_BYTES
        if (head === '' || !matcher.mayFit(head, isWhole)) continue
        // One large record at a time.
        const text = isWhole ? head : await this.#whole(part[index] ?? '')
        const record = readIfJob(matcher, text)
        if (record) found.push({ record, characters: text.length })
      }
    }
    return found
  }

  async #whole(key: string): Promise<string> {
    return (await this.#parts.servers.run(key, (client) => client.get(key))) ?? ''
  }

  async #countAbout(shards: readonly Shard[]): Promise<number> {
    const sizes = await Promise.all(shards.map(({ run }) => run((client) => client.dbSize())))
    const keys = sizes.reduce((total, size) => total + size, 0)
    // A state beside each record.
    return this.#parts.keys.layout === 'python' ? Math.ceil(keys / 2) : keys
  }
}

function readIfJob(matcher: JobMatcher, text: string): JobRecord | undefined {
  try {
    return matcher.read(text)
  } catch (error) {
    if (isArqError(error) && error.code === 'ARQ_STORE_DATA') return undefined
    throw error
  }
}
