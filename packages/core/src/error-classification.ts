import { LONGEST_DELAY_MS } from './duration-to-ms.js'
import { isArqError } from './errors.js'

/** What to do about an error that a task threw. */
export interface ErrorVerdict {
  /** Whether it may go away by itself. */
  readonly isTransient: boolean
  /** When the other side says to come back (`Retry-After`), milliseconds from now. */
  readonly retryAfterMs?: number | undefined
}

const TRANSIENT_CODES = new Set(['ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])
const TRANSIENT_STATUSES = new Set([408, 425, 429])
// An error chain is a handful long; a cyclic or endless one must not hold the worker.
const MOST_ERRORS = 100

/**
 * Whether an error may go away by itself. Looks down `cause` and `AggregateError.errors`, since Node wraps what happened
 * (a failed `fetch` is a `TypeError` whose cause is `ECONNREFUSED`): one transient error anywhere makes it transient.
 * Everything else, a plain `Error` included, is final, as in arq. Our own errors say it themselves.
 */
export function classifyError(thrown: unknown, nowMs: number): ErrorVerdict {
  if (isArqError(thrown)) return { isTransient: thrown.retryable }
  for (const error of errorsWithin(thrown)) {
    if (!isTransient(error)) continue
    return { isTransient: true, retryAfterMs: retryAfterMs(error, nowMs) }
  }
  return { isTransient: false }
}

/** The error, its causes and the parts of aggregates, each once. */
function errorsWithin(thrown: unknown): readonly object[] {
  const found = new Set<object>()
  const waiting: unknown[] = [thrown]
  while (waiting.length > 0 && found.size < MOST_ERRORS) {
    const error = waiting.shift()
    if (typeof error !== 'object' || error === null || found.has(error)) continue
    found.add(error)
    waiting.push(Reflect.get(error, 'cause'))
    const parts: unknown = Reflect.get(error, 'errors')
    if (Array.isArray(parts))
      waiting.push(...parts.slice(0, MOST_ERRORS).map((part: unknown) => part))
  }
  return [...found]
}

function isTransient(error: object): boolean {
  if (isArqError(error)) return error.retryable
  const code: unknown = Reflect.get(error, 'code')
  if (typeof code === 'string') {
    if (TRANSIENT_CODES.has(code) || /^(?:ECONN|UND_ERR_)/.test(code)) return true
  }
  if (Reflect.get(error, 'name') === 'TimeoutError') return true
  const status = httpStatus(error)
  return status !== undefined && (status >= 500 || TRANSIENT_STATUSES.has(status))
}

/** Where the usual HTTP libraries keep the status: on the error, or on its response. */
function httpStatus(error: object): number | undefined {
  const response: unknown = Reflect.get(error, 'response')
  const holders = typeof response === 'object' && response !== null ? [error, response] : [error]
  for (const holder of holders) {
    for (const key of ['status', 'statusCode']) {
      const value: unknown = Reflect.get(holder, key)
      if (typeof value === 'number' && value >= 400 && value <= 599) return value
    }
  }
  return undefined
}

/** RFC 9110 §10.2.3: seconds, or a date. What is neither, or too far away to be meant, leaves it to the back-off. */
function retryAfterMs(error: object, nowMs: number): number | undefined {
  const text = retryAfterHeader(error)?.trim()
  if (text === undefined) return undefined
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDateMs(text) - nowMs
  return ms <= LONGEST_DELAY_MS ? Math.max(0, Math.ceil(ms)) : undefined
}

/** One of the three forms of RFC 9110 §5.6.7, all in GMT; NaN for anything else, of which `Date.parse` takes a lot. */
function httpDateMs(text: string): number {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return NaN
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`)
}

function retryAfterHeader(error: object): string | undefined {
  const response: unknown = Reflect.get(error, 'response')
  const holder = typeof response === 'object' && response !== null ? response : error
  const headers: unknown = Reflect.get(holder, 'headers')
  if (typeof headers !== 'object' || headers === null) return undefined
  const get: unknown = Reflect.get(headers, 'get')
  const value: unknown =
    typeof get === 'function'
      ? Reflect.apply(get, headers, ['retry-after'])
      : Reflect.get(headers, 'retry-after')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
