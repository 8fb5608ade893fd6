/** `expect.any(String)` and its like, of jest, vitest and sinon. */
interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown): boolean
}

/**
 * Whether what arrived is what was wanted. What is wanted may have a Date, which arrived as text, keys that are
 * `undefined`, which did not arrive, and matchers such as `expect.any(String)` at any depth.
 */
export function matches(wanted: unknown, actual: unknown): boolean {
  if (isMatcher(wanted)) return wanted.asymmetricMatch(actual)
  if (typeof wanted !== 'object' || wanted === null) return Object.is(wanted, actual)
  if (isConvertible(wanted)) return matches(wanted.toJSON(), actual)
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(wanted) || Array.isArray(actual)) return listsMatch(wanted, actual)
  return objectsMatch(wanted, actual)
}

function listsMatch(wanted: object, actual: object): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(actual)) return false
  if (wanted.length !== actual.length) return false
  return wanted.every((each, index) => matches(each, actual[index]))
}

function objectsMatch(wanted: object, actual: object): boolean {
  const keys = new Set([...keysOf(wanted), ...keysOf(actual)])
  return [...keys].every((key) => matches(Reflect.get(wanted, key), Reflect.get(actual, key)))
}

const keysOf = (value: object): string[] =>
  Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined)

const isMatcher = (value: unknown): value is AsymmetricMatcher =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'asymmetricMatch') === 'function'

const isConvertible = (value: object): value is { toJSON(): unknown } =>
  typeof Reflect.get(value, 'toJSON') === 'function'
