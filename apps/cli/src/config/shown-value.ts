import { isTask } from '@arq/core/internal'
import { isCronJob } from '@arq/worker'

import { withoutPasswords } from '../report-error.js'

const SECRET = /passphrase|password|secret|token|^key$/i

/** A value of a setting as a person or a program may see it: plain, and without secrets. */
export function shownValue(value: unknown, key = ''): unknown {
  if (SECRET.test(key) && value !== undefined) return '***'
  if (typeof value === 'string') return withoutPasswords(value)
  if (isTask(value) || isCronJob(value)) return value.name
  if (typeof value === 'function') return value.name === '' ? 'function' : value.name
  if (Array.isArray(value)) return value.map((one: unknown) => shownValue(one))
  if (typeof value !== 'object' || value === null) return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return value.constructor.name
  return Object.fromEntries(
    Object.entries(value).map(([inner, one]: [string, unknown]) => [inner, shownValue(one, inner)]),
  )
}

/** In one line, for a table. */
export function valueText(value: unknown, key = ''): string {
  const shown = shownValue(value, key)
  if (shown === undefined) return '-'
  return typeof shown === 'string' ? shown : JSON.stringify(shown)
}
