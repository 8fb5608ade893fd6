import type { Shard } from './redis-servers.js'

/** Where a search through the keys of all servers goes on. */
export interface ScanPlace {
  /** Servers that were looked through. */
  readonly done: readonly string[]
  /** The server that is being looked through, and its run; absent: the next one begins. */
  readonly shard?: { readonly name: string; readonly incarnation: string } | undefined
  /** Its own cursor. */
  readonly scan: string
  /** Jobs that fit, and for which a page had no room: the next one begins with them. */
  readonly held: readonly string[]
}

export const FIRST_PLACE: ScanPlace = Object.freeze({ done: [], scan: '0', held: [] })

/**
 * The server to ask next, and from where. A cursor of one that was started anew means nothing to it: it is looked through
 * again. So is one that has taken the place of another.
 * @returns `undefined` when all were looked through
 */
export function nextShard(
  shards: readonly Shard[],
  { done, shard, scan }: ScanPlace,
): { readonly shard: Shard; readonly scan: string } | undefined {
  const left = shards.filter(({ name }) => !done.includes(name))
  const begun = left.find(
    ({ name, incarnation }) => name === shard?.name && incarnation === shard.incarnation,
  )
  if (begun) return { shard: begun, scan }
  const [first] = left
  return first && { shard: first, scan: '0' }
}

/** The place behind a step of one server; its cursor `0` says that it was the last step. */
export function placeAfter(
  place: ScanPlace,
  { name, incarnation }: Shard,
  scan: string,
  held: readonly string[],
): ScanPlace {
  const { done } = place
  return scan === '0'
    ? { done: [...done, name], scan, held }
    : { done, shard: { name, incarnation }, scan, held }
}

export const isScanPlace = (at: unknown): at is ScanPlace => {
  if (typeof at !== 'object' || at === null) return false
  const { done, shard, scan, held } = at as Readonly<Record<string, unknown>>
  return (
    isTexts(done) && isTexts(held) && typeof scan === 'string' && /^\d+$/.test(scan) && isRun(shard)
  )
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

function isRun(value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  const { name, incarnation } = value as Readonly<Record<string, unknown>>
  return typeof name === 'string' && typeof incarnation === 'string'
}
