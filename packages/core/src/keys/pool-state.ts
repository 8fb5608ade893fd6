import { idEntry, messageEntries } from './key-group.js'
import type { LineNames } from './line-names.js'
import { decodeWaiting, numberOf, type Place, type WaitingByQueue } from './line-state.js'
import { parsedObject } from './parsed-object.js'

/**
 * The rings in which keys with waiting jobs stand.
 * - `fresh`: those that came a moment ago; they come before all others, once.
 * - `round`: the others, one after the other, round and round.
 * - `stopped`: those that may run none at the moment, because their limit was set to 0.
 */
export const RINGS = ['fresh', 'round', 'stopped'] as const
export type RingName = (typeof RINGS)[number]

/** From where to where a ring is: the number of its first key, and the one that the next gets. */
export interface RingEnds {
  readonly head: number
  readonly tail: number
}

/** A place of the pool, and the key whose job has it. */
export interface PoolPlace extends Place {
  readonly key: string
}

/** What is agreed of all keys that share a total. */
export interface PoolState {
  /** Of the task of the last job. */
  readonly total: number
  readonly rings: Readonly<Record<RingName, RingEnds>>
  /** Jobs in the lines of all keys. */
  readonly waiting: number
  readonly queues: WaitingByQueue
  readonly places: readonly PoolPlace[]
}

/** What is agreed of one key of a pool, beside its places. */
export interface PoolKey {
  /** Of the task of the last job; `Infinity`: it has none. */
  readonly limit: number
  readonly weight: number
  /** Its line, see `LineState`. */
  readonly head: number
  readonly tail: number
  /** How many of its jobs may still begin before it is the next key's turn; 0: it is not its turn. */
  readonly credit: number
  /** Absent: it does not stand in one. */
  readonly ring?: RingName | undefined
}

export const POOL_ENTRY = 'pool'
export const keyEntry = (key: string): string => `k:${key}`
/** The entry of the key with a number in a ring. */
export const ringEntry = (ring: RingName, number: number): string => `r:${ring}:${String(number)}`

/** Of the line of a key in a pool. */
export const namesIn = (key: string): LineNames => ({
  message: (number, parts) => {
    const [first, ...rest] = messageEntries(number, parts)
    return [`${first}=${key}`, ...rest.map((name) => `${name}=${key}`)]
  },
  id: idEntry,
})

export const lengthOf = ({ head, tail }: RingEnds): number => tail - head

export const isPoolIdle = ({ places, rings, waiting }: PoolState): boolean =>
  places.length === 0 && waiting <= 0 && RINGS.every((ring) => lengthOf(rings[ring]) === 0)

export const encodePool = (pool: PoolState): string => JSON.stringify({ v: 1, ...pool })

/** What is none of ours is an empty pool, as with a line. */
export function decodePool(text: string | undefined): PoolState {
  const found = text === undefined ? undefined : parsedObject(text)
  const isOurs = found?.['v'] === 1
  const places: readonly unknown[] = isOurs && Array.isArray(found['places']) ? found['places'] : []
  const rings = isOurs ? parsedRings(found['rings']) : {}
  const ends = (ring: RingName): RingEnds => {
    const { head, tail } = { head: 0, tail: 0, ...rings[ring] }
    return { head, tail }
  }
  return {
    total: numberOf(found?.['total'], 1),
    rings: { fresh: ends('fresh'), round: ends('round'), stopped: ends('stopped') },
    waiting: numberOf(found?.['waiting'], 0),
    queues: decodeWaiting(found?.['queues']),
    places: places as readonly PoolPlace[],
  }
}

const parsedRings = (found: unknown): Partial<Record<RingName, RingEnds>> =>
  typeof found === 'object' && found !== null ? found : {}

export function encodeKey({ limit, ...key }: PoolKey): string {
  return JSON.stringify({ v: 1, ...(limit === Infinity ? {} : { limit }), ...key })
}

export function decodeKey(text: string | undefined): PoolKey {
  const found = text === undefined ? undefined : parsedObject(text)
  return {
    limit: numberOf(found?.['limit'], Infinity),
    weight: numberOf(found?.['weight'], 1),
    head: numberOf(found?.['head'], 0),
    tail: numberOf(found?.['tail'], 0),
    credit: numberOf(found?.['credit'], 0),
    ring: RINGS.find((ring) => ring === found?.['ring']),
  }
}
