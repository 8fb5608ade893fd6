import type { Evidence } from './evidence.js'

/** What a store in Redis tells of its server; absent is what it does not tell. */
export interface SeenRedis {
  readonly version: string | undefined
  readonly evictionPolicy: string | undefined
  readonly evictedKeys: number | undefined
  /** 0: no limit. */
  readonly maxMemoryBytes: number | undefined
  readonly isAppendOnly: boolean | undefined
  /** How records lie in it, by the settings. */
  readonly layout: string | undefined
  /** Whether records lie there otherwise. */
  readonly hasOtherLayout: boolean | undefined
  /** What its user may not do, and the store needs. */
  readonly missingRights: readonly string[] | undefined
}

/** `undefined` when results are not in Redis, or it does not answer. */
export function redisOf({ store }: Evidence): SeenRedis | undefined {
  if (store?.isOpen !== true || store.storeType !== 'redis') return undefined
  const number = (key: string): number | undefined => {
    const value = store.details[key]
    return typeof value === 'number' ? value : undefined
  }
  const text = (key: string): string | undefined => {
    const value = store.details[key]
    return typeof value === 'string' ? value : undefined
  }
  const appendOnly = number('appendOnly')
  const other = store.details['hasOtherLayout']
  const missing = store.details['missingRights']
  return {
    version: text('redisVersion'),
    evictionPolicy: text('evictionPolicy'),
    evictedKeys: number('evictedKeys'),
    maxMemoryBytes: number('maxMemoryBytes'),
    isAppendOnly: appendOnly === undefined ? undefined : appendOnly === 1,
    layout: text('layout'),
    hasOtherLayout: typeof other === 'boolean' ? other : undefined,
    missingRights: Array.isArray(missing) ? missing.map(String) : undefined,
  }
}
