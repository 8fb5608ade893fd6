import { EncodeError } from '../errors/errors.js'
import type { JsonMap } from './json-value.js'

/** What {@link writeJson} takes: fields that are `undefined` are left out. */
export type WritableJson =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | readonly WritableJson[]
  | { readonly [key: string]: WritableJson }
  | JsonMap

/**
 * Writes JSON as Java reads it: `bigint` as bare digits, {@link JsonMap} as a map with objects for keys. Without
 * either of these it is plain JSON.
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` for a number that is not finite
 */
export function writeJson(value: WritableJson): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new EncodeError('JSON', `${value} is no number JSON knows`)
  }
  if (typeof value !== 'object') return JSON.stringify(value)
  if (isMap(value)) {
    return `{${[...value].map(([k, v]) => `${writeJson(k)}:${writeJson(v)}`).join(',')}}`
  }
  if (isArray(value)) return `[${value.map(writeJson).join(',')}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${writeJson(field)}`).join(',')}}`
}

// Neither narrows to readonly on its own.
const isMap = (value: object): value is JsonMap => value instanceof Map
const isArray = (value: object): value is readonly WritableJson[] => Array.isArray(value)
