import type { ArqError, ErrorCode, Retry, Transport } from '@arq/core'
import {
  ConfigurationError,
  durationToMs,
  errorText,
  isArqError,
  MaxRetriesExceeded,
  renderText,
} from '@arq/core'
import { backoffMs, classifyError, delayRefusal, readProperty } from '@arq/core/internal'

import type { RunPolicy } from '../settings/run-policy.js'
import { texts } from '../texts.js'
import { type ErrorReport, reportError } from './error-report.js'
import type { Wait } from './wait.js'

/** What one run came to. */
export type RunResult =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'aborted' }
  /** The worker stops: the job is to be run by another one. */
  | { readonly kind: 'interrupted' }
  /** The task waits for something that lasts: it is run again when that is over. */
  | { readonly kind: 'suspended'; readonly wait: Wait }
  /** Another message has the job: nothing of this run counts. */
  | { readonly kind: 'overtaken' }

/** What is to be done about an attempt. Decided here, performed in settle/settler.ts. */
export type Outcome =
  | { readonly kind: 'completed'; readonly result: unknown }
  | RetryOutcome
  | FailedOutcome
  | { readonly kind: 'aborted' }
  | { readonly kind: 'handBack' }
  | SuspendedOutcome
  /** Another message has the job, which this delivery is a late copy of. */
  | { readonly kind: 'overtaken' }

export interface SuspendedOutcome {
  readonly kind: 'suspended'
  readonly wait: Wait
}

export interface RetryOutcome {
  readonly kind: 'retry'
  readonly delayMs: number
  /** The task threw `Retry`: it wants another run, and nothing has failed. */
  readonly isAskedFor: boolean
  /** What the task threw. */
  readonly error: ErrorReport
}

export interface FailedOutcome {
  readonly kind: 'failed'
  /** What the task threw. */
  readonly error: ErrorReport
  /** Our code for why it is final. */
  readonly code: string | undefined
  /** `retriable`: it failed on its last permitted run; `non_retriable`: another run would not help. */
  readonly category: 'retriable' | 'non_retriable'
}

interface Circumstances {
  /** The attempt that has ended, from 1. */
  readonly jobTry: number
  readonly policy: RunPolicy
  readonly nowMs: number
  /** Where a retry waits. One that delays nothing hands it out at once. */
  readonly transport: Pick<Transport, 'capabilities' | 'description'>
  /** From 0 up to but not including 1. */
  readonly random: () => number
}

/** Decides what becomes of a job after a run; a pure function, apart from the task's `retryIf`. */
export function decideOutcome(run: RunResult, circumstances: Circumstances): Outcome {
  switch (run.kind) {
    case 'returned':
      return { kind: 'completed', result: run.value }
    case 'aborted':
      return { kind: 'aborted' }
    case 'interrupted':
      return { kind: 'handBack' }
    case 'suspended':
    case 'overtaken':
      return run
    case 'threw':
      return afterError(run.error, circumstances)
  }
}

function afterError(thrown: unknown, circumstances: Circumstances): Outcome {
  try {
    return retryOrFail(thrown, circumstances)
  } catch (error) {
    // `retryIf` threw, or a Retry names no valid delay.
    return finalFailure(error)
  }
}

/** A failure that no further run can mend: wrong arguments, an unknown function, an expired job… */
export function finalFailure(thrown: unknown): FailedOutcome {
  const error = reportError(thrown)
  return { kind: 'failed', error, code: error.code, category: 'non_retriable' }
}

/** The next try cannot be sent, however often it is tried: too large by now, or too long a delay for the broker. */
export function refusedRetry(
  { error: last }: RetryOutcome,
  { error: refusal }: { readonly error: ArqError },
): FailedOutcome {
  const { name, code } = refusal
  const refused = texts.retryRefused({ reason: errorText(refusal), lastError: last.words })
  const message = renderText(refused)
  const words = texts.errorNamed({ name, message: refused })
  const text = `${name}: ${message}`
  const error = { name, message, code, text, words, stack: `${text}\ncaused by ${last.stack}` }
  return { kind: 'failed', error, code, category: 'non_retriable' }
}

function retryOrFail(thrown: unknown, circumstances: Circumstances): Outcome {
  const { jobTry, policy, nowMs, transport, random } = circumstances
  const verdict = retryVerdict(thrown, policy, nowMs)
  if (!verdict) return finalFailure(thrown)
  if (jobTry > policy.maxRetries) return retriesExhausted(thrown, jobTry)
  const backoff = backoffMs(jobTry, { baseMs: policy.backoffMs, jitter: policy.jitter }, random())
  const delayMs = transport.capabilities.delay ? (verdict.delayMs ?? backoff) : 0
  const retry = {
    kind: 'retry',
    delayMs,
    isAskedFor: isRetry(thrown),
    error: reportError(thrown),
  } as const
  const refusal = delayMs > 0 ? delayRefusal(transport, delayMs) : undefined
  return refusal ? refusedRetry(retry, { error: refusal }) : retry
}

/** Another run would end the same way, whatever the settings say. */
const NEVER_RETRIED: ReadonlySet<unknown> = new Set<ErrorCode>([
  'ARQ_CONFIG_INVALID',
  'ARQ_ENCODE_FAILED',
  'ARQ_INVALID_ARGUMENTS',
  'ARQ_JOB_EXPIRED',
  'ARQ_MAX_RETRIES_EXCEEDED',
])

/** Whether to run again, and when if the error says so. */
function retryVerdict(
  thrown: unknown,
  policy: RunPolicy,
  nowMs: number,
): { readonly delayMs: number | undefined } | undefined {
  if (isRetry(thrown)) {
    return { delayMs: thrown.defer === undefined ? undefined : durationToMs(thrown.defer, 'defer') }
  }
  if (NEVER_RETRIED.has(codeOfOurs(thrown))) return undefined
  const verdict = classifyError(thrown, nowMs)
  const isRetried =
    askedToRetry(thrown, policy) ?? (verdict.isTransient || policy.retryOn === 'all')
  return isRetried ? { delayMs: verdict.retryAfterMs } : undefined
}

/**
 * What `retryIf` says. A promise is truthy whatever it holds: taken as it is, an async function would run each job again
 * that it means to end.
 * @throws ConfigurationError for anything but a boolean or nothing
 */
function askedToRetry(thrown: unknown, { retryIf }: RunPolicy): boolean | undefined {
  const returned: unknown = retryIf?.(thrown)
  if (returned === undefined || returned === null) return undefined
  if (typeof returned === 'boolean') return returned
  if (returned instanceof Promise) {
    // Whatever it rejects with belongs to nobody any more.
    returned.catch(() => undefined)
  }
  const what = returned instanceof Promise ? 'a Promise' : typeof returned
  const text = texts.retryIfNotBoolean({ returned: what })
  throw new ConfigurationError('task', [{ path: 'retryIf', text }])
}

// By code: the task's copy of core may be another one.
const isRetry = (thrown: unknown): thrown is Retry => codeOfOurs(thrown) === 'ARQ_JOB_RETRY'

const codeOfOurs = (thrown: unknown): unknown =>
  isArqError(thrown) ? readProperty(thrown, 'code') : undefined

function retriesExhausted(thrown: unknown, runs: number): FailedOutcome {
  const last = reportError(thrown)
  const exceeded = new MaxRetriesExceeded({ runs, lastError: last.text, cause: thrown })
  // A Retry is no error of its own; any other one stays visible as what it was.
  const error = isRetry(thrown) ? reportError(exceeded) : last
  return { kind: 'failed', error, code: exceeded.code, category: 'retriable' }
}
