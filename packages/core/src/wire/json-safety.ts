import { renderText, type Text } from '../texts/text.js'
import { wireTexts as texts } from '../texts/wire-texts.js'

/** A value that JSON cannot carry, or would silently turn into something else. */
export interface JsonProblem {
  /** Where, for example `args[1].due`. */
  readonly path: string
  /** What it is, for example `a BigInt`. */
  readonly problem: string
  /** The same before it is in a language; absent: it has no other words. */
  readonly text?: Text | undefined
  /** What the value threw when it was read. */
  readonly cause?: unknown
}

// Levels of nesting. JSON.parse and JSON.stringify recurse, and Python's json gives up at about a thousand.
const DEEPEST = 500

/**
 * The first thing in `value` that would not arrive as it is, `undefined` when all would.
 * An object's `undefined` property counts as absent; in an array it would become `null`, so it is a problem.
 */
export function findJsonProblem(value: unknown, path: string): JsonProblem | undefined {
  return visit(value, () => path, [])
}

/** Built only when there is a problem to name. */
type Path = () => string

const found = (path: Path, text: Text, cause?: unknown): JsonProblem => ({
  path: path(),
  problem: renderText(text),
  text,
  ...(cause === undefined ? {} : { cause }),
})

function visit(value: unknown, path: Path, ancestors: object[]): JsonProblem | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : found(path, texts.value({ value: String(value) }))
    case 'undefined':
      return found(path, texts.value({ value: 'undefined' }))
    case 'bigint':
      return found(path, texts.bigInt())
    case 'symbol':
      return found(path, texts.symbol())
    case 'function':
      return found(path, texts.function())
    case 'object':
      return value === null ? undefined : visitObject(value, path, ancestors)
  }
}

function visitObject(value: object, path: Path, ancestors: object[]): JsonProblem | undefined {
  if (ancestors.includes(value)) return found(path, texts.cycle())
  if (ancestors.length >= DEEPEST) return found(path, texts.tooDeep())
  ancestors.push(value)
  try {
    return visitMembers(value, path, ancestors)
  } catch (cause) {
    // Only a Proxy throws here.
    return found(path, texts.unreadableObject(), cause)
  } finally {
    ancestors.pop()
  }
}

function visitMembers(value: object, path: Path, ancestors: object[]): JsonProblem | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index]
      if (isSimple(item)) continue
      const inside = visit(item, () => `${path()}[${String(index)}]`, ancestors)
      if (inside) return inside
    }
    return undefined
  }
  if (isBinary(value)) return found(path, texts.bytes({ name: className(value) }))
  if (isConvertible(value)) return visitConvertible(value, path, ancestors)
  if (!isPlain(value)) return found(path, texts.instance({ name: className(value) }))
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return found(path, texts.prototypeKey())
    const inside = visitProperty(value, key, () => `${path()}.${key}`, ancestors)
    if (inside) return inside
  }
  return undefined
}

/** What needs no closer look. */
const isSimple = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

function visitProperty(
  owner: object,
  key: string,
  path: Path,
  ancestors: object[],
): JsonProblem | undefined {
  let item: unknown
  try {
    item = Reflect.get(owner, key)
  } catch (cause) {
    return found(path, texts.throwingGetter(), cause)
  }
  return item === undefined ? undefined : visit(item, path, ancestors)
}

/** A Buffer has a `toJSON`, which gives an object that nobody turns back into bytes. */
const isBinary = (value: object): boolean =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isShared(value)

// Browsers have it only in pages that are isolated from other origins.
const isShared = (value: object): boolean =>
  typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer

interface Convertible {
  toJSON(): unknown
}

const isConvertible = (value: object): value is Convertible =>
  typeof Reflect.get(value, 'toJSON') === 'function'

function visitConvertible(
  value: Convertible,
  path: Path,
  ancestors: object[],
): JsonProblem | undefined {
  let plain: unknown
  try {
    plain = value.toJSON()
  } catch (cause) {
    return found(path, texts.throwingToJson({ name: className(value) }), cause)
  }
  // What an invalid Date gives.
  if (plain === null) return found(path, texts.withoutValue({ name: className(value) }))
  return visit(plain, path, ancestors)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // The second test knows plain objects of another realm (worker threads, test runners).
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function className(value: object): string {
  const constructor: unknown = Reflect.get(value, 'constructor')
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object'
}
