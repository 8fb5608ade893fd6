/** Reads something of a foreign value; `undefined` when one of its getters or proxies throws. */
export function guarded<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** A property of any value; `undefined` when it has none, and when reading it throws. */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
  return guarded<unknown>(() => Reflect.get(value, key))
}
