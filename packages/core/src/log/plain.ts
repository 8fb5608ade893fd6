/** JSON that every value can be written as. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject
export interface PlainObject {
  readonly [key: string]: Plain
}

export interface PlainOptions {
  readonly isSecret: (name: string) => boolean
  /** An error's message, in the reader's language where it has one. */
  readonly describeError: (error: unknown) => string
}
