import type { PendingCall } from './pending-call.js'

const FEWEST_SLOTS = 64

/**
 * The calls of a connection by their correlation ids: a hash table with open addressing. A `Map` would do, if it did not
 * keep what has left it: see `flow/run-list.ts`.
 */
export class CallTable {
  /** Their number is a power of two; at most half of them are taken. */
  #slots: (PendingCall | undefined)[] = emptySlots(FEWEST_SLOTS)
  #size = 0

  get size(): number {
    return this.#size
  }

  get(opaque: number): PendingCall | undefined {
    return this.#slots[this.#find(opaque)]
  }

  /** By {@link PendingCall.opaque}, which no other call here has. */
  add(call: PendingCall): void {
    if (this.#size * 2 >= this.#slots.length) this.#grow()
    this.#slots[this.#find(call.opaque)] = call
    this.#size += 1
  }

  /** Does nothing when it is not here. */
  remove(call: PendingCall): void {
    const slot = this.#find(call.opaque)
    if (this.#slots[slot] !== call) return
    this.#slots[slot] = undefined
    this.#size -= 1
    this.#closeGap(slot)
  }

  /** Takes out all calls, in no order. */
  takeAll(): readonly PendingCall[] {
    const calls = this.#slots.filter((call) => call !== undefined)
    this.#slots = emptySlots(FEWEST_SLOTS)
    this.#size = 0
    return calls
  }

  /** The slot of a call, or the free one where it would go. */
  #find(opaque: number): number {
    let slot = this.#home(opaque)
    for (let call = this.#slots[slot]; call && call.opaque !== opaque; call = this.#slots[slot]) {
      slot = this.#next(slot)
    }
    return slot
  }

  /** Moves calls up that stand behind the gap only because its slot was taken. */
  #closeGap(gap: number): void {
    let free = gap
    let slot = this.#next(gap)
    for (let call = this.#slots[slot]; call; call = this.#slots[slot]) {
      if (this.#distance(this.#home(call.opaque), slot) >= this.#distance(free, slot)) {
        this.#slots[free] = call
        this.#slots[slot] = undefined
        free = slot
      }
      slot = this.#next(slot)
    }
  }

  /** Correlation ids are consecutive, so the lowest bits spread them evenly. */
  #home(opaque: number): number {
    return opaque & (this.#slots.length - 1)
  }

  #next(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1)
  }

  #distance(from: number, to: number): number {
    return (to - from) & (this.#slots.length - 1)
  }

  #grow(): void {
    const outgrown = this.#slots
    this.#slots = emptySlots(outgrown.length * 2)
    for (const call of outgrown) if (call) this.#slots[this.#find(call.opaque)] = call
    outgrown.fill(undefined)
  }
}

const emptySlots = (count: number): (PendingCall | undefined)[] =>
  Array.from<PendingCall | undefined>({ length: count })
