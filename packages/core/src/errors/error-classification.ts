import { LONGEST_DURATION_MS } from '../time/duration.js'
import { isArqError } from './arq-error.js'
import { guarded, readProperty } from './guarded-read.js'
import { nestedErrors } from './thrown.js'

/** What to do about an error that a task threw. */
export interface ErrorVerdict {
  /** Whether it may go away by itself. */
  readonly isTransient: boolean
  /** When the other side says to come back (`Retry-After`), milliseconds from now. */
  readonly retryAfterMs?: number | undefined
}

const TRANSIENT_CODES = new Set(['ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])
const TRANSIENT_STATUSES = new Set([408, 425, 429])

/**
 * Whether an error may go away by itself. Looks down `cause` and `AggregateError.errors`, since Node wraps what happened
 * (a failed `fetch` is a `TypeError` whose cause is `ECONNREFUSED`): one transient error anywhere makes it transient.
 * Everything else, a plain `Error` included, is final, as in arq. Our own errors say it themselves. Never throws.
 */
export function classifyError(thrown: unknown, nowMs: number): ErrorVerdict {
  if (isArqError(thrown)) return { isTransient: isRetryable(thrown) }
  for (const error of nestedErrors(thrown)) {
    if (!isTransient(error)) continue
    return { isTransient: true, retryAfterMs: retryAfterMs(error, nowMs) }
  }
  return { isTransient: false }
}

// Another copy of this package may not know the code.
const isRetryable = (error: unknown): boolean => readProperty(error, 'retryable') === true

function isTransient(error: unknown): boolean {
  if (isArqError(error)) return isRetryable(error)
  const code = readProperty(error, 'code')
  if (typeof code === 'string') {
    if (TRANSIENT_CODES.has(code) || /^(?:ECONN|UND_ERR_)/.test(code)) return true
  }
  if (readProperty(error, 'name') === 'TimeoutError') return true
  const status = httpStatus(error)
  return status !== undefined && (status >= 500 || TRANSIENT_STATUSES.has(status))
}

/** Where the usual HTTP libraries keep the status: on the error, or on its response. */
function httpStatus(error: unknown): number | undefined {
  for (const holder of [error, readProperty(error, 'response')]) {
    for (const key of ['status', 'statusCode']) {
      const value = readProperty(holder, key)
      if (typeof value === 'number' && value >= 400 && value <= 599) return value
    }
  }
  return undefined
}

/** RFC 9110 §10.2.3: seconds, or a date. What is neither, or too far away to be meant, leaves it to the back-off. */
function retryAfterMs(error: unknown, nowMs: number): number | undefined {
  const text = retryAfterHeader(error)?.trim()
  if (text === undefined) return undefined
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDateMs(text) - nowMs
  return ms <= LONGEST_DURATION_MS ? Math.max(0, Math.ceil(ms)) : undefined
}

/** One of the three forms of RFC 9110 §5.6.7, all in GMT; NaN for anything else, of which `Date.parse` takes a lot. */
function httpDateMs(text: string): number {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return NaN
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`)
}

function retryAfterHeader(error: unknown): string | undefined {
  const headers =
    readProperty(readProperty(error, 'response'), 'headers') ?? readProperty(error, 'headers')
  const get = readProperty(headers, 'get')
  const value =
    typeof get === 'function'
      ? guarded<unknown>(() => Reflect.apply(get, headers, ['retry-after']))
      : readProperty(headers, 'retry-after')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
