import type { EntryStore } from '../ports/entry-store.js'
import { LINE_ENTRY, lineGroupsOf, POOL_GROUPS } from './key-group.js'
import { decodeLine, type WaitingByQueue } from './line-state.js'
import { readState } from './pool-look.js'

/** Groups that are read at once. */
const PAGE = 100

/**
 * How many jobs wait in the lines of their keys, by the queue that each comes from: they are in the store, and the broker
 * does not count them. Looks at every key that shares no total and has anything running or waiting: thousands of them take
 * seconds.
 * @returns `undefined` when there are more such keys than `mostKeys`
 */
export async function waitingByQueue(
  entries: EntryStore,
  { mostKeys = Infinity }: { readonly mostKeys?: number | undefined } = {},
): Promise<WaitingByQueue | undefined> {
  let keys = 0
  const counts = new Map<string, number>()
  const add = (queues: WaitingByQueue): void => {
    for (const [name, count] of Object.entries(queues)) {
      counts.set(name, (counts.get(name) ?? 0) + count)
    }
  }
  for await (const groups of groupPages(entries, lineGroupsOf())) {
    keys += groups.length
    if (keys > mostKeys) return undefined
    const found = await Promise.all(groups.map((group) => entries.read(group, [LINE_ENTRY])))
    for (const line of found) add(decodeLine(line.get(LINE_ENTRY)?.text).queues)
  }
  for await (const groups of groupPages(entries, POOL_GROUPS)) {
    for (const group of groups) add((await readState(entries, group)).queues)
  }
  return Object.fromEntries(counts)
}

async function* groupPages(
  entries: EntryStore,
  prefix: string,
): AsyncGenerator<readonly string[], void, undefined> {
  let cursor: string | undefined
  do {
    const page = await entries.groups(prefix, { limit: PAGE, cursor })
    yield page.groups
    cursor = page.cursor
  } while (cursor !== undefined)
}
