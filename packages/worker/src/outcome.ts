import type { ArqError, Duration, ErrorCode, Retry } from '@arq/core'
import { ConfigurationError, isArqError, localizedMessage, MaxRetriesExceeded } from '@arq/core'
import {
  backoffMs,
  classifyError,
  durationToMs,
  LONGEST_DELAY_MS,
  renderMessage,
} from '@arq/core/internal'

import { type ErrorReport, reportError } from './error-report.js'
import { messages } from './messages.js'
import type { RunPolicy } from './run-policy.js'

/** What one run came to. */
export type RunResult =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'aborted' }
  /** The worker stops: the job is to be run by another one. */
  | { readonly kind: 'interrupted' }

/** What is to be done about an attempt. Decided here, performed in settle.ts. */
export type Outcome =
  | { readonly kind: 'completed'; readonly result: unknown }
  | RetryOutcome
  | FailedOutcome
  | { readonly kind: 'aborted' }
  | { readonly kind: 'handBack' }

export interface RetryOutcome {
  readonly kind: 'retry'
  readonly delayMs: number
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
  /** Whether a retry can wait; where not, it comes at once. */
  readonly canDelay: boolean
  /** From 0 up to but not including 1. */
  readonly random: () => number
}

/** Decides what becomes of a job after a run; a pure function. */
export function decideOutcome(run: RunResult, circumstances: Circumstances): Outcome {
  switch (run.kind) {
    case 'returned':
      return { kind: 'completed', result: run.value }
    case 'aborted':
      return { kind: 'aborted' }
    case 'interrupted':
      return { kind: 'handBack' }
    case 'threw':
      return afterError(run.error, circumstances)
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
  const reason = localizedMessage(refusal, 'en')
  const message = renderMessage(messages.retryRefused({ reason, lastError: last.text }))
  const text = `${name}: ${message}`
  const error = { name, message, code, text, stack: `${text}\ncaused by ${last.stack}` }
  return { kind: 'failed', error, code, category: 'non_retriable' }
}

function afterError(thrown: unknown, circumstances: Circumstances): Outcome {
  const { jobTry, policy, nowMs, canDelay, random } = circumstances
  const verdict = retryVerdict(thrown, policy, nowMs)
  if (!verdict) return finalFailure(thrown)
  if (jobTry > policy.maxRetries) return retriesExhausted(thrown, jobTry)
  const backoff = backoffMs(jobTry, { baseMs: policy.backoffMs, jitter: policy.jitter }, random())
  const delayMs = canDelay ? (verdict.delayMs ?? backoff) : 0
  return { kind: 'retry', delayMs, error: reportError(thrown) }
}

/** Another run would end the same way, whatever the settings say. */
const NEVER_RETRIED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
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
    return { delayMs: thrown.defer === undefined ? undefined : deferMs(thrown.defer) }
  }
  if (isArqError(thrown) && NEVER_RETRIED.has(thrown.code)) return undefined
  const verdict = classifyError(thrown, nowMs)
  const isRetried = policy.retryIf?.(thrown) ?? (verdict.isTransient || policy.retryOn === 'all')
  return isRetried ? { delayMs: verdict.retryAfterMs } : undefined
}

/** @throws ConfigurationError when it is no delay that a job could wait for */
function deferMs(defer: Duration): number {
  const ms = durationToMs(defer, 'defer')
  if (ms <= LONGEST_DELAY_MS) return ms
  throw new ConfigurationError('Retry', [{ path: 'defer', message: 'is too long' }])
}

// By code: the task's copy of core may be another one.
const isRetry = (thrown: unknown): thrown is Retry =>
  isArqError(thrown) && thrown.code === 'ARQ_JOB_RETRY'

function retriesExhausted(thrown: unknown, runs: number): FailedOutcome {
  const last = reportError(thrown)
  const exceeded = new MaxRetriesExceeded({ runs, lastError: last.text, cause: thrown })
  // A Retry is no error of its own; any other one stays visible as what it was.
  const error = isRetry(thrown) ? reportError(exceeded) : last
  return { kind: 'failed', error, code: exceeded.code, category: 'retriable' }
}
