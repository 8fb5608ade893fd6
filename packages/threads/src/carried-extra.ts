import { types } from 'node:util'

/** `ctx.extra` on its way into a thread. */
export interface CarriedExtra {
  readonly copied: Readonly<Record<string, unknown>>
  /** Keys of what cannot be copied. */
  readonly left: readonly string[]
}

/**
 * Splits `ctx.extra` into what a thread can have and what it cannot. A connection pool is looked at and left, never walked
 * through; so is any object of a class, which would arrive without its methods.
 */
export function carryExtra(extra: object): CarriedExtra {
  const copied: Record<string, unknown> = {}
  const left: string[] = []
  for (const [key, value] of Object.entries(extra)) {
    if (canBeCopied(value)) copied[key] = value
    else left.push(key)
  }
  return { copied, left }
}

function canBeCopied(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return typeof value !== 'function' && typeof value !== 'symbol'
  }
  if (!isData(value)) return false
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

function isData(value: object): boolean {
  if (Array.isArray(value) || types.isDate(value) || types.isMap(value) || types.isSet(value))
    return true
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** In the thread: what was left behind throws when it is read. */
export function receiveExtra(
  { copied, left }: CarriedExtra,
  refuse: (key: string) => never,
): Record<string, unknown> {
  const extra = { ...copied }
  for (const key of left) {
    Object.defineProperty(extra, key, { enumerable: true, get: () => refuse(key) })
  }
  return extra
}
