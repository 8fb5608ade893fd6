import { isTask, REDACTED, redactText, secretNames } from '@arq/core/internal'
import { isCronJob } from '@arq/worker'

const isSecretName = secretNames([])

/** A value of a setting as a person or a program may see it: plain, and without secrets. */
export function shownValue(value: unknown, key = ''): unknown {
  // The private key of TLS is called just that.
  const isSecret = key.toLowerCase() === 'key' || isSecretName(key)
  if (isSecret && value !== undefined) return REDACTED
  if (typeof value === 'string') return redactText(value)
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
