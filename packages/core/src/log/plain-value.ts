import { guarded, readProperty } from '../errors/guarded-read.js'
import type { Plain, PlainObject, PlainOptions } from './plain.js'
import { isPlainError, plainError, plainErrorText } from './plain-error.js'
import { REDACTED, redactText } from './redaction.js'

/** How deep and how wide a value is written; the rest is only counted. */
const MAX_DEPTH = 8
const MAX_ENTRIES = 200
const MAX_CHARACTERS = 64 * 1024

/**
 * Turns any value into JSON without secrets; never throws, whatever getters, proxies and cycles it meets.
 * `undefined` stays what it is: a field without a value is not written.
 */
export class PlainValues {
  readonly #options: PlainOptions

  constructor(options: PlainOptions) {
    this.#options = options
  }

  /** The fields of a line. */
  fields(fields: object): PlainObject {
    return this.#guard({}, () => this.#object(fields, []))
  }

  /** A message: text, or whatever a program in plain JavaScript passed for one. */
  text(message: unknown): string {
    const plain = this.of(message)
    if (typeof plain === 'string') return plain
    return plain !== undefined && isPlainError(plain)
      ? plainErrorText(plain)
      : JSON.stringify(plain ?? '')
  }

  of(value: unknown, parents: readonly object[] = []): Plain | undefined {
    return this.#guard<Plain | undefined>('[unreadable]', () => this.#convert(value, parents))
  }

  #convert(value: unknown, parents: readonly object[]): Plain | undefined {
    switch (typeof value) {
      case 'undefined':
        return undefined
      case 'string':
        return shorten(redactText(value))
      case 'number':
        return Number.isFinite(value) ? value : String(value)
      case 'boolean':
        return value
      case 'bigint':
      case 'symbol':
        return String(value)
      case 'function':
        return `[function ${value.name}]`
      case 'object':
        return value === null ? null : this.#nested(value, parents)
    }
  }

  #nested(value: object, parents: readonly object[]): Plain | undefined {
    if (parents.includes(value)) return '[circular]'
    if (parents.length >= MAX_DEPTH) return Array.isArray(value) ? '[array]' : '[object]'
    const inside = [...parents, value]
    if (isErrorLike(value)) return plainError(value, this.#options, (it) => this.of(it, inside))
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
    if (value instanceof URL || value instanceof RegExp) return redactText(String(value))
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (Array.isArray(value)) return this.#list(value, inside)
    if (value instanceof Set) return this.#list([...value], inside)
    if (value instanceof Map) return this.#object(mapToObject(value), inside)
    const toJson: unknown = Reflect.get(value, 'toJSON')
    if (typeof toJson === 'function') return this.of(Reflect.apply(toJson, value, []), inside)
    return this.#object(value, inside)
  }

  #list(values: readonly unknown[], parents: readonly object[]): Plain {
    const kept = values.slice(0, MAX_ENTRIES).map((value) => this.of(value, parents) ?? null)
    const left = values.length - kept.length
    return left > 0 ? [...kept, `[${left} more]`] : kept
  }

  #object(value: object, parents: readonly object[]): PlainObject {
    const keys = Object.keys(value)
    const plain: Record<string, Plain> = {}
    for (const key of keys.slice(0, MAX_ENTRIES)) {
      const kept = this.#options.isSecret(key)
        ? REDACTED
        : this.#guard<Plain | undefined>('[unreadable]', () =>
            this.#convert(Reflect.get(value, key), parents),
          )
      // Not by assignment: a key such as __proto__ would do something else.
      if (kept !== undefined) define(plain, key, kept)
    }
    if (keys.length > MAX_ENTRIES) define(plain, '…', `[${keys.length - MAX_ENTRIES} more]`)
    return plain
  }

  #guard<T>(otherwise: T, convert: () => T): T {
    try {
      return convert()
    } catch {
      // A getter, a toJSON or a proxy of the caller's threw: the rest of the line is worth having.
      return otherwise
    }
  }
}

const define = (target: object, key: string, value: Plain): void =>
  void Object.defineProperty(target, key, { value, enumerable: true })

const shorten = (text: string): string =>
  text.length <= MAX_CHARACTERS
    ? text
    : `${text.slice(0, MAX_CHARACTERS)}[${text.length - MAX_CHARACTERS} more characters]`

const mapToObject = (map: ReadonlyMap<unknown, unknown>): object =>
  Object.fromEntries([...map].map(([key, value]) => [String(key), value]))

/** Not by `instanceof` alone: errors of other realms are errors too. */
const isErrorLike = (value: object): value is Error =>
  guarded(() => value instanceof Error) === true ||
  (typeof readProperty(value, 'message') === 'string' &&
    typeof readProperty(value, 'stack') === 'string')
