import { DecodeError } from '../errors/errors.js'
import { isJsonObject, type JsonMap, type JsonObject, type JsonValue } from './json-value.js'

/**
 * Reads the fields of one object of a body by name and kind. An absent field and `null` are the same, as in Java.
 * What has another kind than it should is a {@link DecodeError} that names the field.
 */
export class JsonFields {
  readonly #object: JsonObject
  readonly #subject: string

  /** @param subject where the object stands, for the errors, for example `route of topic orders` */
  constructor(value: JsonValue | undefined, subject: string) {
    if (!isJsonObject(value))
      throw new DecodeError(subject, `${kindOf(value)} instead of an object`)
    this.#object = value
    this.#subject = subject
  }

  /** The names of all fields, for objects that are maps. */
  keys(): readonly string[] {
    return Object.keys(this.#object)
  }

  /** Whether a field is there, and not `null`. */
  has(name: string): boolean {
    return (this.#object[name] ?? null) !== null
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name)
  }

  optionalText(name: string): string | undefined {
    return this.#read(name, 'a text', (value) => (typeof value === 'string' ? value : undefined))
  }

  /** An integer that a number holds exactly: counts, ids, times in milliseconds. */
  integer(name: string): number {
    return this.optionalInteger(name) ?? this.#missing(name)
  }

  optionalInteger(name: string): number | undefined {
    return this.#read(name, 'an integer', asInteger)
  }

  /** A 64-bit integer: offsets. */
  int64(name: string): bigint {
    return this.optionalInt64(name) ?? this.#missing(name)
  }

  optionalInt64(name: string): bigint | undefined {
    return this.#read(name, 'a 64-bit integer', (value) =>
      typeof value === 'bigint' || Number.isInteger(value)
        ? BigInt.asIntN(64, BigInt(value as number | bigint)) // one of the two, by the test before
        : undefined,
    )
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#missing(name)
  }

  optionalNumber(name: string): number | undefined {
    return this.#read(name, 'a number', (value) => (typeof value === 'number' ? value : undefined))
  }

  boolean(name: string): boolean {
    return (
      this.#read(name, 'true or false', (value) =>
        typeof value === 'boolean' ? value : undefined,
      ) ?? this.#missing(name)
    )
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.#read(name, 'true or false', (value) =>
      typeof value === 'boolean' ? value : undefined,
    )
  }

  /** The items of a list; an absent list is empty. */
  list(name: string): readonly JsonValue[] {
    return this.#read(name, 'a list', asList) ?? []
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((item) => {
      if (typeof item === 'string') return item
      throw new DecodeError(this.#subject, `${name} has ${kindOf(item)} instead of a text`)
    })
  }

  integers(name: string): readonly number[] {
    return this.list(name).map((item) => {
      const integer = asInteger(item)
      if (integer !== undefined) return integer
      throw new DecodeError(this.#subject, `${name} has ${kindOf(item)} instead of an integer`)
    })
  }

  /** Each item of a list of objects. */
  objects(name: string): readonly JsonFields[] {
    return this.list(name).map((item, at) => new JsonFields(item, this.#path(`${name}[${at}]`)))
  }

  object(name: string): JsonFields {
    return new JsonFields(this.#object[name], this.#path(name))
  }

  optionalObject(name: string): JsonFields | undefined {
    return (this.#object[name] ?? null) === null ? undefined : this.object(name)
  }

  /** Keys and values of a map with text keys; an absent map is empty. */
  map(name: string): readonly (readonly [string, JsonValue])[] {
    const value = this.#object[name] ?? null
    if (value === null) return []
    if (!isJsonObject(value)) this.#wrong(name, 'a map', value)
    return Object.entries(value).map(([key, item]) => [key, item ?? null])
  }

  /** Keys and values of a map whose keys are objects; an absent or empty map has none. */
  entries(name: string): readonly (readonly [JsonFields, JsonValue])[] {
    const value = this.#object[name] ?? null
    if (value === null || (isJsonObject(value) && Object.keys(value).length === 0)) return []
    if (!isMap(value)) this.#wrong(name, 'a map keyed by objects', value)
    return [...value].map(([key, item]) => [new JsonFields(key, this.#path(name)), item])
  }

  #read<T>(name: string, kind: string, read: (value: JsonValue) => T | undefined): T | undefined {
    const value = this.#object[name] ?? null
    if (value === null) return undefined
    return read(value) ?? this.#wrong(name, kind, value)
  }

  #missing(name: string): never {
    throw new DecodeError(this.#subject, `${name} is missing`)
  }

  #wrong(name: string, kind: string, value: JsonValue): never {
    throw new DecodeError(this.#subject, `${name} is ${kindOf(value)} instead of ${kind}`)
  }

  #path(name: string): string {
    return `${this.#subject}: ${name}`
  }
}

/** An integer of a body that is no field: a key, an item, a map's value. */
export function asInteger(value: JsonValue): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

// A readonly map does not narrow on its own.
function isMap(value: JsonValue): value is JsonMap {
  return value instanceof Map
}

function asList(value: JsonValue): readonly JsonValue[] | undefined {
  // Array.isArray does not narrow readonly arrays.
  return Array.isArray(value) ? (value as readonly JsonValue[]) : undefined
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'nothing'
  if (isMap(value)) return 'a map keyed by objects'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object'
    ? 'an object'
    : `the ${typeof value} ${String(value).slice(0, 40)}`
}
