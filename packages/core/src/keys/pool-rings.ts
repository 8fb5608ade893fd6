import type { KnownEntries } from './known-entries.js'
import { lengthOf, type RingEnds, ringEntry, type RingName, RINGS } from './pool-state.js'

/** The rings of a pool while it is decided who gets its places: what of them changes is kept for the write. */
export class PoolRings {
  readonly #known: KnownEntries
  readonly #ends: Record<RingName, RingEnds>
  /** Numbers from here on were given out by this decision. */
  readonly #firstNew: Readonly<Record<RingName, number>>
  readonly #texts = new Map<string, string | undefined>()

  constructor(ends: Readonly<Record<RingName, RingEnds>>, known: KnownEntries) {
    this.#ends = { ...ends }
    this.#known = known
    const { fresh, round, stopped } = ends
    this.#firstNew = { fresh: fresh.tail, round: round.tail, stopped: stopped.tail }
  }

  /** They begin at 0 again when nobody stands in them. */
  get ends(): Readonly<Record<RingName, RingEnds>> {
    const isEmpty = RINGS.every((ring) => this.length(ring) === 0)
    const start = { head: 0, tail: 0 }
    return isEmpty ? { fresh: start, round: start, stopped: start } : this.#ends
  }

  /** What is to be written of them. */
  get texts(): ReadonlyMap<string, string | undefined> {
    return this.#texts
  }

  length(ring: RingName): number {
    return lengthOf(this.#ends[ring])
  }

  /** The first keys of a ring, `undefined` for one that is gone. */
  async firstOf(ring: RingName, most: number): Promise<readonly (string | undefined)[]> {
    const { head } = this.#ends[ring]
    const count = Math.min(most, this.length(ring))
    const names = Array.from({ length: count }, (_, index) => ringEntry(ring, head + index))
    await this.#known.read(names.filter((name) => !this.#texts.has(name)))
    return names.map((name) => this.#texts.get(name) ?? this.#known.textOf(name))
  }

  /** Where it is known without a read. */
  knownFirstOf(ring: RingName): string | undefined {
    const name = ringEntry(ring, this.#ends[ring].head)
    return this.#texts.get(name) ?? this.#known.textOf(name)
  }

  push(ring: RingName, key: string): void {
    const { head, tail } = this.#ends[ring]
    this.#texts.set(ringEntry(ring, tail), key)
    this.#ends[ring] = { head, tail: tail + 1 }
  }

  pop(ring: RingName): void {
    const { head, tail } = this.#ends[ring]
    const name = ringEntry(ring, head)
    if (head >= this.#firstNew[ring]) this.#texts.delete(name)
    else this.#texts.set(name, undefined)
    this.#ends[ring] = { head: head + 1, tail }
  }
}
