/** What Nest's `SetMetadata` has put on a class or a method. Its library, reflect-metadata, has no types here. */
export function metadataOf(key: string, target: unknown): unknown {
  const read = Reflect.get(Reflect, 'getMetadata') as (key: string, target: unknown) => unknown
  return typeof target === 'function' ? read(key, target) : undefined
}
