import type { KnownEntries } from './known-entries.js'
import { type Asked, type Given, LineInHand } from './line-in-hand.js'
import { waitingByQueueAfter, waitingIn } from './line-state.js'
import type { Leases, StepAnswer } from './line-step.js'
import { limitOf } from './line-steps.js'
import { PoolRings } from './pool-rings.js'
import {
  decodeKey,
  encodeKey,
  keyEntry,
  namesIn,
  type PoolKey,
  type PoolPlace,
  type PoolState,
  type RingName,
} from './pool-state.js'
import type { SetLimits } from './set-limits.js'
import type { StoreTime } from './store-clock.js'

/** Keys whose turn is looked at in one decision: what is left of them is for the next one. */
const MOST_TURNS = 500
/** Keys that are read at once. */
const MOST_AHEAD = 64
/** Read beside those that can be given a place: keys whose jobs have all begun stand in the ring until their turn. */
const AHEAD_FOR_IDLE = 3

export interface PoolCircumstances {
  readonly time: StoreTime
  readonly leases: Leases
  /** What was set while workers run. */
  readonly limits: Pick<SetLimits, 'of' | 'weightOf' | 'total'>
}

/** A key of the pool while its places are given away. */
interface KeyInHand {
  readonly key: string
  readonly inHand: LineInHand
  readonly setLimit: number | undefined
  readonly hadWaiting: boolean
  weight: number
  credit: number
  ring: RingName | undefined
}

/**
 * The keys that share a total, while it is decided what becomes of all that is asked of them. Whose job gets a place that is
 * free is decided by deficit round robin, with a list of those that came a moment ago before the others (RFC 8290): see
 * ADR 41.
 */
export class PoolInHand {
  readonly #before: PoolState
  readonly #known: KnownEntries
  readonly #circumstances: PoolCircumstances
  readonly #rings: PoolRings
  readonly #keys = new Map<string, KeyInHand>()
  /** Of keys that are not at hand. */
  readonly #otherPlaces = new Map<string, readonly PoolPlace[]>()
  #total: number

  constructor(pool: PoolState, known: KnownEntries, circumstances: PoolCircumstances) {
    this.#before = pool
    this.#known = known
    this.#circumstances = circumstances
    this.#rings = new PoolRings(pool.rings, known)
    this.#total = pool.total
    for (const place of pool.places) {
      this.#otherPlaces.set(place.key, [...(this.#otherPlaces.get(place.key) ?? []), place])
    }
  }

  /** Reads these keys, and has them at hand. */
  async hold(keys: readonly string[]): Promise<void> {
    const missing = [...new Set(keys)].filter((key) => !this.#keys.has(key))
    await this.#known.read(missing.map(keyEntry))
    for (const key of missing) this.#keys.set(key, this.#inHand(key))
  }

  /** Places that are over, or that somebody has given whose publish did not follow. */
  async renewSent(places: readonly PoolPlace[]): Promise<void> {
    if (places.length === 0) return
    await this.hold(places.map(({ key }) => key))
    const byKey = new Map<KeyInHand, PoolPlace[]>()
    for (const place of places) {
      const held = this.#held(place.key)
      byKey.set(held, [...(byKey.get(held) ?? []), place])
    }
    const numbered = places.filter(({ number }) => number !== undefined)
    await this.#known.read(numbered.map((place) => this.#held(place.key).inHand.entryOf(place)))
    for (const [{ inHand }, due] of byKey) {
      const suspects = due.filter(({ number }) => number !== undefined)
      inHand.renewSent(suspects, this.#known.found)
    }
  }

  async take(key: string, asked: Asked, at: number): Promise<void> {
    await this.hold([key])
    const held = this.#held(key)
    const { step } = asked
    if (step.kind === 'enter' && step.share) {
      this.#total = step.share.total
      held.weight = step.share.weight
    }
    held.inHand.take(asked, at)
  }

  /** Some of the stopped keys that may run again stand in the round. */
  async restart(most: number): Promise<void> {
    const stopped = await this.#rings.firstOf('stopped', most)
    await this.hold(stopped.filter((key) => key !== undefined))
    for (const key of stopped) {
      this.#rings.pop('stopped')
      const held = key === undefined ? undefined : this.#held(key)
      if (held?.ring !== 'stopped') continue
      if (isStopped(held)) this.#rings.push('stopped', held.key)
      else this.#stand(held, 'round')
    }
  }

  /**
   * Gives the free places to the keys whose turn it is.
   * @returns whether there are free places still, and keys that nobody has looked at
   */
  async giveAll(): Promise<boolean> {
    for (const held of this.#keys.values()) this.#lineUp(held)
    for (let turns = 0; this.#room() > 0; turns += 1) {
      const ring = this.#rings.length('fresh') > 0 ? 'fresh' : 'round'
      if (this.#rings.length(ring) === 0) return false
      if (turns === MOST_TURNS) return true
      await this.#turnOf(ring)
    }
    return false
  }

  /** By the number of who asked. */
  answers(): ReadonlyMap<number, StepAnswer> {
    return new Map([...this.#keys.values()].flatMap(({ inHand }) => [...inHand.answers]))
  }

  given(): readonly Given[] {
    return [...this.#keys.values()].flatMap(({ inHand }) => inHand.given)
  }

  state(): PoolState {
    const held = [...this.#keys.values()]
    const places = held.flatMap(({ key, inHand }) =>
      inHand.line.places.map((place) => ({ ...place, key })),
    )
    const waiting = held.reduce(
      (sum, { key, inHand }) =>
        sum + waitingIn(inHand.line) - waitingIn(decodeKey(this.#known.textOf(keyEntry(key)))),
      this.#before.waiting,
    )
    let { queues } = this.#before
    for (const { inHand } of held) queues = waitingByQueueAfter(queues, inHand.queueChanges())
    return {
      ...{ total: this.#total, rings: this.#rings.ends, waiting },
      ...{
        queues: waiting > 0 ? queues : {},
        places: [...this.#otherPlaces.values(), places].flat(),
      },
    }
  }

  /** What is to be written beside the pool itself. */
  texts(): ReadonlyMap<string, string | undefined> {
    const texts = new Map(this.#rings.texts)
    for (const { key, inHand, weight, credit, ring } of this.#keys.values()) {
      for (const [name, text] of inHand.texts()) texts.set(name, text)
      const { limit = Infinity, head, tail, places } = inHand.line
      const isNeeded = ring !== undefined || head < tail || places.length > 0
      const text = isNeeded
        ? encodeKey({ limit, weight, head, tail, credit, ring } satisfies PoolKey)
        : undefined
      if (text !== this.#known.textOf(keyEntry(key))) texts.set(keyEntry(key), text)
    }
    return texts
  }

  #inHand(key: string): KeyInHand {
    const { limit, weight, head, tail, credit, ring } = decodeKey(this.#known.textOf(keyEntry(key)))
    const places = (this.#otherPlaces.get(key) ?? []).map(({ key: _, ...place }) => place)
    this.#otherPlaces.delete(key)
    const { time, leases, limits } = this.#circumstances
    const setLimit = limits.of(key)
    const circumstances = { time, leases, setLimit, givesApart: true }
    const inHand = new LineInHand(
      { limit, isStrict: false, head, tail, places, queues: {} },
      { names: namesIn(key), found: this.#known.found, circumstances },
    )
    return { key, inHand, setLimit, hadWaiting: head < tail, weight, credit, ring }
  }

  #held(key: string): KeyInHand {
    const held = this.#keys.get(key)
    if (!held) throw new Error(`key ${key} is not at hand`)
    return held
  }

  #room(): number {
    const total = this.#circumstances.limits.total ?? this.#total
    const own = [...this.#keys.values()].map(({ inHand }) => inHand.line.places.length)
    const others = [...this.#otherPlaces.values()].map(({ length }) => length)
    return total - [...own, ...others].reduce((sum, count) => sum + count, 0)
  }

  /** A key with jobs that wait, and may begin, stands in a ring. One at its limit has places: it comes back when one is free. */
  #lineUp(held: KeyInHand): void {
    if (held.ring === 'stopped' && !isStopped(held)) this.#stand(held, 'round')
    if (held.ring !== undefined || waitingIn(held.inHand.line) === 0) return
    if (isStopped(held)) this.#stand(held, 'stopped')
    else if (held.inHand.mayBegin > 0) this.#stand(held, held.hadWaiting ? 'round' : 'fresh')
  }

  #stand(held: KeyInHand, ring: RingName): void {
    held.ring = ring
    held.credit = 0
    this.#rings.push(ring, held.key)
  }

  /** It is the turn of the first key of a ring. */
  async #turnOf(ring: RingName): Promise<void> {
    const key = await this.#firstOf(ring)
    const held = key === undefined ? undefined : this.#held(key)
    if (held?.ring !== ring) {
      // It was made to stand elsewhere meanwhile.
      this.#rings.pop(ring)
      return
    }
    if (held.credit === 0)
      held.credit = this.#circumstances.limits.weightOf(held.key) ?? held.weight
    const begun = await this.#giveTo(held)
    const { inHand } = held
    // The pool is full: its turn goes on with the next place that is free.
    if (inHand.mayBegin > 0 && held.credit > 0) return
    this.#rings.pop(ring)
    held.ring = undefined
    held.credit = 0
    const isWaiting = waitingIn(inHand.line) > 0
    // Not forgotten at once: whoever comes back with one job at a time would come before all others each time.
    if (isWaiting ? inHand.mayBegin > 0 : begun > 0) this.#stand(held, 'round')
    else if (isWaiting && isStopped(held)) this.#stand(held, 'stopped')
  }

  /** @returns how many of its jobs were given a place */
  async #giveTo(held: KeyInHand): Promise<number> {
    const { inHand } = held
    let begun = 0
    while (held.credit > 0 && inHand.mayBegin > 0 && this.#room() > 0) {
      await this.#known.read(inHand.firstMessages(Math.min(held.credit, this.#room())))
      if (inHand.giveFirst(this.#known.found) !== 'given') continue
      begun += 1
      held.credit -= 1
    }
    return begun
  }

  /** The first key of a ring, at hand, with as many of those behind it as may have their turn now. */
  async #firstOf(ring: RingName): Promise<string | undefined> {
    const first = this.#rings.knownFirstOf(ring)
    if (first !== undefined && this.#keys.has(first)) return first
    const room = this.#room()
    const found = await this.#rings.firstOf(ring, Math.min(room + AHEAD_FOR_IDLE, MOST_AHEAD))
    const keys = found.filter((key) => key !== undefined)
    await this.hold(keys)
    const messages = keys.flatMap((key) => {
      const { inHand, credit, weight } = this.#held(key)
      return inHand.firstMessages(credit === 0 ? weight : credit)
    })
    await this.#known.read(messages.slice(0, room))
    return found[0]
  }
}

const isStopped = ({ inHand, setLimit }: KeyInHand): boolean => limitOf(inHand.line, setLimit) === 0
