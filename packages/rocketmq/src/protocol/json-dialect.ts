import { DecodeError } from '../errors/errors.js'
import type { JsonMap, JsonObject, JsonValue } from './json-value.js'

export interface ParseJsonOptions {
  /** What is read, for the error, for example `route of topic orders`. */
  readonly subject: string
  /** @defaultValue 16 MiB, the largest frame */
  readonly maxBytes?: number
  /** How deep arrays and objects may nest. @defaultValue 64 */
  readonly maxDepth?: number
}

const MAX_BYTES = 16 * 1024 * 1024
const MAX_DEPTH = 64

/**
 * Reads the JSON that RocketMQ's servers write, which is not always JSON: integer keys may lack quotes, and whole
 * objects may be keys. Integers that a number cannot hold exactly become `bigint`; nothing is ever rounded. Everything
 * else is read strictly.
 *
 * Source: apache/rocketmq `remoting/.../protocol/RemotingSerializable.java` (fastjson).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`, with the position
 */
export function parseJson(source: Uint8Array | string, options: ParseJsonOptions): JsonValue {
  const { subject, maxBytes = MAX_BYTES, maxDepth = MAX_DEPTH } = options
  if (source.length > maxBytes) {
    throw new DecodeError(subject, `${source.length} bytes, the limit is ${maxBytes}`)
  }
  const text = typeof source === 'string' ? source : Buffer.from(source).toString('utf8')
  return new Parser(text, subject, maxDepth).parse()
}

const INTEGER_KEY = /-?\d+/y
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
// Everything but control characters, the quote and the backslash.
const PLAIN_TEXT = /[ !#-[\]-\uffff]*/y
const SPACE = /[ \t\r\n]*/y

class Parser {
  readonly #text: string
  readonly #subject: string
  readonly #maxDepth: number
  #at = 0
  #depth = 0

  constructor(text: string, subject: string, maxDepth: number) {
    this.#text = text
    this.#subject = subject
    this.#maxDepth = maxDepth
  }

  parse(): JsonValue {
    const value = this.#value()
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('more text after the end')
    return value
  }

  #value(): JsonValue {
    this.#skipSpace()
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #nested<T>(read: () => T): T {
    this.#depth++
    if (this.#depth > this.#maxDepth) this.#fail(`nested deeper than ${this.#maxDepth}`)
    this.#at++
    const value = read()
    this.#depth--
    return value
  }

  #array(): JsonValue[] {
    const items: JsonValue[] = []
    if (this.#takes(']')) return items
    for (;;) {
      items.push(this.#value())
      if (this.#takes(']')) return items
      this.#expect(',')
    }
  }

  #object(): JsonObject | JsonMap {
    // No prototype: a key named __proto__ is a key like any other.
    const object = Object.create(null) as Record<string, JsonValue>
    const entries = new Map<JsonValue, JsonValue>()
    let isKeyedByObjects = false
    if (this.#takes('}')) return object
    for (;;) {
      const key = this.#key()
      this.#expect(':')
      const value = this.#value()
      if (typeof key === 'string') object[key] = value
      else isKeyedByObjects = true
      entries.set(key, value)
      if (this.#takes('}')) return isKeyedByObjects ? entries : object
      this.#expect(',')
    }
  }

  #key(): JsonValue {
    this.#skipSpace()
    switch (this.#text.charAt(this.#at)) {
      case '"':
        return this.#string()
      case '{':
        return this.#nested(() => this.#object())
      default:
        return this.#match(INTEGER_KEY)?.[0] ?? this.#fail('a key was expected')
    }
  }

  #string(): string {
    this.#at++
    let text = ''
    for (;;) {
      text += this.#match(PLAIN_TEXT)?.[0] ?? ''
      const next = this.#text[this.#at]
      if (next === '"') {
        this.#at++
        return text
      }
      if (next !== '\\') this.#fail('a text is not closed, or has a control character')
      text += this.#escape()
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? ''
    if (letter === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6)
      if (!/^[\da-fA-F]{4}$/.test(hex)) this.#fail('a \\u needs four hex digits')
      this.#at += 6
      return String.fromCharCode(Number.parseInt(hex, 16))
    }
    const meaning = ESCAPES.get(letter)
    if (meaning === undefined) this.#fail('unknown escape')
    this.#at += 2
    return meaning
  }

  #number(): number | bigint {
    const match = this.#match(NUMBER)
    if (match === undefined) this.#fail('a value was expected')
    const [digits, fraction, exponent] = match
    const value = Number(digits)
    if (fraction !== undefined || exponent !== undefined) {
      return Number.isFinite(value) ? value : this.#fail('the number is too large')
    }
    return Number.isSafeInteger(value) ? value : BigInt(digits)
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('a value was expected')
    this.#at += word.length
    return value
  }

  #skipSpace(): void {
    this.#match(SPACE)
  }

  #takes(mark: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== mark) return false
    this.#at++
    return true
  }

  #expect(mark: string): void {
    if (!this.#takes(mark)) this.#fail(`"${mark}" was expected`)
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text) ?? undefined
    if (match !== undefined) this.#at = pattern.lastIndex
    return match
  }

  #fail(reason: string): never {
    const seen = JSON.stringify(this.#text.slice(this.#at, this.#at + 20))
    throw new DecodeError(this.#subject, `${reason} at character ${this.#at}, found ${seen}`)
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
