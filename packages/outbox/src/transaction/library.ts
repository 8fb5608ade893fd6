import type { OutboxDialect } from '../table/names.js'

/** One library for databases. None is imported: an object is known by its methods. */
export interface Library {
  readonly name: string
  /** Whether an object is of this library, in a transaction or not. */
  owns(value: object): boolean
  /** Whether a statement on it would be committed by itself. */
  isOutside(value: object): boolean
  /** Absent: it does not tell. */
  dialectOf(value: object): OutboxDialect | undefined
  run(value: object, text: string, values: (string | null)[]): PromiseLike<unknown>
}
