const FEWEST_SLOTS = 16
/** More than these are given back when nothing is left in them. */
const MOST_SPARE_SLOTS = 4096

/**
 * Values by numbers that count up from 1, such as the tags of a channel: each is put in at the next number, and taken
 * out once, in nearly that order. It spans from the lowest number still in it to the highest.
 *
 * For what comes and goes with every message, instead of a `Map`. A `Map` is laid out anew every few hundred changes,
 * and each layout that is outdated refers to the next one: once one of them has grown old, the garbage collector copies
 * whatever came later, dead or not, and that costs half as much as the work itself.
 */
export class SequenceWindow<T> {
  /** The value of number `n` is at `n` modulo the length, a power of two; `undefined`: taken out, or never in. */
  #slots: (T | undefined)[] = emptySlots(FEWEST_SLOTS)
  #lowest = 1
  #next = 1
  #size = 0

  /** How many values are in it. */
  get size(): number {
    return this.#size
  }

  /** The lowest number that has a value; {@link next} when there is none. */
  get lowest(): number {
    return this.#lowest
  }

  /** The number that the next value gets. */
  get next(): number {
    return this.#next
  }

  /** @returns the number of the value */
  add(value: T): number {
    if (this.#next - this.#lowest === this.#slots.length) this.#grow()
    const number = this.#next
    this.#slots[this.#place(number)] = value
    this.#next = number + 1
    this.#size += 1
    return number
  }

  /** Puts another value in the place of one that is in it; has no effect where there is none. */
  set(number: number, value: T): void {
    if (this.get(number) !== undefined) this.#slots[this.#place(number)] = value
  }

  get(number: number): T | undefined {
    return this.#isWithin(number) ? this.#slots[this.#place(number)] : undefined
  }

  /** @returns the value, which is no longer in it; `undefined` when it was not */
  take(number: number): T | undefined {
    if (!this.#isWithin(number)) return undefined
    const value = this.#slots[this.#place(number)]
    if (value === undefined) return undefined
    this.#slots[this.#place(number)] = undefined
    this.#size -= 1
    if (number === this.#lowest) this.#moveUp()
    return value
  }

  /** By their numbers, lowest first; those that are taken out meanwhile are left out. */
  *values(): Generator<T> {
    for (let number = this.#lowest; number < this.#next; number += 1) {
      const value = this.get(number)
      if (value !== undefined) yield value
    }
  }

  #moveUp(): void {
    while (this.#lowest < this.#next && this.#slots[this.#place(this.#lowest)] === undefined) {
      this.#lowest += 1
    }
    const isEmpty = this.#lowest === this.#next
    if (isEmpty && this.#slots.length > MOST_SPARE_SLOTS) this.#slots = emptySlots(FEWEST_SLOTS)
  }

  #isWithin(number: number): boolean {
    return number >= this.#lowest && number < this.#next
  }

  #place(number: number): number {
    return number & (this.#slots.length - 1)
  }

  #grow(): void {
    const before = this.#slots
    const slots = emptySlots<T>(before.length * 2)
    for (let number = this.#lowest; number < this.#next; number += 1) {
      slots[number & (slots.length - 1)] = before[number & (before.length - 1)]
    }
    this.#slots = slots
  }
}

const emptySlots = <T>(length: number): (T | undefined)[] =>
  Array<T | undefined>(length).fill(undefined)
