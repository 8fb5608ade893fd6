import type { TextKey } from './texts.js'

/** What a person gave cannot be used: a text of the catalogue says why, and the command ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly key: TextKey
  readonly values: Readonly<Record<string, string | number>>

  constructor(key: TextKey, values: Readonly<Record<string, string | number>> = {}) {
    super(key)
    this.key = key
    this.values = values
  }
}
