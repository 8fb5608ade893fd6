import { DecodeError } from '../errors/errors.js'
import { requestCodeName } from './request-code.js'

type Ext = Readonly<Record<string, string>>

/** What of a command is read here: a response, or a broker's own request. */
export interface ExtCarrier {
  readonly ext?: Ext
}

/**
 * Reads the header fields of one answer, or of one request of a broker, by name and kind. A missing or malformed field
 * is the server's fault and becomes a {@link DecodeError} that names it.
 */
export class ExtFields {
  readonly #ext: Ext
  readonly #requestCode: number

  /** @param requestCode what was asked, for the errors */
  constructor(requestCode: number, { ext = {} }: ExtCarrier) {
    this.#ext = ext
    this.#requestCode = requestCode
  }

  text(name: string): string {
    return this.#ext[name] ?? this.#missing(name)
  }

  optionalText(name: string): string | undefined {
    return this.#ext[name]
  }

  /** An integer that a number holds exactly: ids, counts, times in milliseconds. */
  integer(name: string): number {
    return this.optionalInteger(name) ?? this.#missing(name)
  }

  optionalInteger(name: string): number | undefined {
    const text = this.#ext[name]
    if (text === undefined) return undefined
    const value = Number(text)
    return INTEGER.test(text) && Number.isSafeInteger(value)
      ? value
      : this.#wrong(name, text, 'an integer')
  }

  /** A 64-bit integer: offsets. */
  int64(name: string): bigint {
    return this.optionalInt64(name) ?? this.#missing(name)
  }

  optionalInt64(name: string): bigint | undefined {
    const text = this.#ext[name]
    if (text === undefined) return undefined
    const value = INTEGER.test(text) ? BigInt(text) : this.#wrong(name, text, 'a 64-bit integer')
    return BigInt.asIntN(64, value) === value ? value : this.#wrong(name, text, 'a 64-bit integer')
  }

  /** `true` in any case is true, anything else false, as Java reads it. */
  optionalBoolean(name: string): boolean | undefined {
    const text = this.#ext[name]
    return text === undefined ? undefined : text.toLowerCase() === 'true'
  }

  #subject(): string {
    return `the header of ${requestCodeName(this.#requestCode)}`
  }

  #missing(name: string): never {
    throw new DecodeError(this.#subject(), `${name} is missing`)
  }

  #wrong(name: string, value: string, kind: string): never {
    throw new DecodeError(this.#subject(), `${name} is "${value.slice(0, 40)}" instead of ${kind}`)
  }
}

// 20 characters hold every 64-bit integer with its sign; more would only cost time.
const INTEGER = /^-?\d{1,19}$/
