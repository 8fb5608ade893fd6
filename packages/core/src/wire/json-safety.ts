/** A value that JSON cannot carry, or would silently turn into something else. */
export interface JsonProblem {
  /** Where, for example `args[1].due`. */
  readonly path: string
  /** What it is, for example `a BigInt`. */
  readonly problem: string
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

function visit(value: unknown, path: Path, ancestors: object[]): JsonProblem | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : { path: path(), problem: String(value) }
    case 'undefined':
      return { path: path(), problem: 'undefined' }
    case 'bigint':
      return { path: path(), problem: 'a BigInt' }
    case 'symbol':
      return { path: path(), problem: 'a symbol' }
    case 'function':
      return { path: path(), problem: 'a function' }
    case 'object':
      return value === null ? undefined : visitObject(value, path, ancestors)
  }
}

function visitObject(value: object, path: Path, ancestors: object[]): JsonProblem | undefined {
  if (ancestors.includes(value)) return { path: path(), problem: 'a cycle' }
  if (ancestors.length >= DEEPEST) return { path: path(), problem: 'nested too deeply' }
  ancestors.push(value)
  try {
    return visitMembers(value, path, ancestors)
  } catch (cause) {
    // Only a Proxy throws here.
    return { path: path(), problem: 'an object that cannot be read', cause }
  } finally {
    ancestors.pop()
  }
}

function visitMembers(value: object, path: Path, ancestors: object[]): JsonProblem | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index]
      if (isSimple(item)) continue
      const found = visit(item, () => `${path()}[${String(index)}]`, ancestors)
      if (found) return found
    }
    return undefined
  }
  if (isBinary(value)) return { path: path(), problem: `a ${className(value)}; ${BINARY_ADVICE}` }
  if (isConvertible(value)) return visitConvertible(value, path, ancestors)
  if (!isPlain(value)) return { path: path(), problem: `a ${className(value)}` }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return { path: path(), problem: 'an object with a key __proto__' }
    const found = visitProperty(value, key, () => `${path()}.${key}`, ancestors)
    if (found) return found
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
    return { path: path(), problem: 'a getter that throws', cause }
  }
  return item === undefined ? undefined : visit(item, path, ancestors)
}

/** A Buffer has a `toJSON`, which gives an object that nobody turns back into bytes. */
const isBinary = (value: object): boolean =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer

const BINARY_ADVICE = 'send base64 text, or use a codec that carries bytes'

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
    return { path: path(), problem: `a ${className(value)} whose toJSON throws`, cause }
  }
  // What an invalid Date gives.
  if (plain === null) return { path: path(), problem: `a ${className(value)} without a value` }
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
