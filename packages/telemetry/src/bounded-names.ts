/** What all further names are called. */
const OTHER = 'other'

/**
 * Names as labels of a time series. Each name makes a series that lasts as long as the process, and names come from
 * messages: beyond the limit all are one.
 */
export class BoundedNames {
  readonly #limit: number
  readonly #names = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  of(name: string): string {
    if (this.#names.has(name)) return name
    if (this.#names.size >= this.#limit) return OTHER
    this.#names.add(name)
    return name
  }
}
