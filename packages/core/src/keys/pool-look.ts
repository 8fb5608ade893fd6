import type { EntryStore } from '../ports/entry-store.js'
import type { Place } from './line-state.js'
import {
  decodeKey,
  decodePool,
  keyEntry,
  lengthOf,
  POOL_ENTRY,
  type PoolKey,
  type PoolState,
  ringEntry,
  RINGS,
} from './pool-state.js'

/** Keys that are read at once. */
const PAGE = 200

/** How a key of a pool stands. */
export interface LookedAtKey {
  readonly key: string
  readonly line: PoolKey & { readonly places: readonly Place[] }
  readonly weight: number
  /** Of the pool, as the tasks say. */
  readonly total: number
}

/**
 * The keys of a pool that have jobs running or waiting. It is read in several steps: a key that gets its turn meanwhile may
 * be left out, or be there as it was.
 */
export async function* readPool(
  entries: EntryStore,
  group: string,
): AsyncGenerator<LookedAtKey, void, undefined> {
  const pool = await readState(entries, group)
  const seen = new Set<string>()
  const pages = [
    () => Promise.resolve(pool.places.map(({ key }) => key)),
    ...ringPages(entries, group, pool),
  ]
  for (const read of pages) {
    const keys = [...new Set(await read())].filter((key) => !seen.has(key))
    for (const key of keys) seen.add(key)
    const found = await entries.read(group, keys.map(keyEntry))
    for (const key of keys) {
      const state = decodeKey(found.get(keyEntry(key))?.text)
      const places = pool.places.filter((place) => place.key === key)
      yield { key, line: { ...state, places }, weight: state.weight, total: pool.total }
    }
  }
}

/** How many keys of a pool are stopped by a limit of 0. */
export async function stoppedIn(entries: EntryStore, group: string): Promise<number> {
  return lengthOf((await readState(entries, group)).rings.stopped)
}

export async function readState(entries: EntryStore, group: string): Promise<PoolState> {
  return decodePool((await entries.read(group, [POOL_ENTRY])).get(POOL_ENTRY)?.text)
}

function ringPages(
  entries: EntryStore,
  group: string,
  { rings }: PoolState,
): readonly (() => Promise<readonly string[]>)[] {
  const names = RINGS.flatMap((ring) =>
    Array.from({ length: lengthOf(rings[ring]) }, (_, index) =>
      ringEntry(ring, rings[ring].head + index),
    ),
  )
  const pages = Array.from({ length: Math.ceil(names.length / PAGE) }, (_, page) =>
    names.slice(page * PAGE, (page + 1) * PAGE),
  )
  return pages.map((page) => async () => {
    const found = await entries.read(group, page)
    return [...found.values()].map(({ text }) => text)
  })
}
