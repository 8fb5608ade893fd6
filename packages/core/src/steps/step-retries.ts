import { isArqError } from '../errors/arq-error.js'
import { classifyError } from '../errors/error-classification.js'
import type { ErrorCode } from '../errors/error-codes.js'
import { readProperty } from '../errors/guarded-read.js'
import { ConfigurationError } from '../errors/settings-errors.js'
import { describeThrown } from '../errors/thrown.js'
import { durationToMs } from '../settings/duration-to-ms.js'
import type { StepRun } from '../task/step-options.js'
import { boundedText } from '../texts/bounded-text.js'
import type { Text } from '../texts/text.js'
import { backoffMs } from '../time/backoff.js'
import type { StepError } from './step-record.js'
import { stepTexts } from './step-texts.js'

/** How a step is tried. */
export interface StepPolicy {
  readonly retries: number
  readonly backoffMs: number
}

const ONCE: StepPolicy = { retries: 0, backoffMs: 1000 }
/** Steps of many jobs that failed together come back apart. */
const JITTER = 0.2

/**
 * What follows the name in a call of `ctx.step`: the function, or options and the function.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for anything else
 */
export function readStepOptions(rest: readonly unknown[]): {
  readonly policy: StepPolicy
  readonly run: (step: StepRun) => unknown
} {
  const [first, second] = rest
  const run = typeof first === 'function' ? first : second
  if (typeof run !== 'function') throw wrong('run', stepTexts.stepWithoutFunction())
  const policy = typeof first === 'function' ? ONCE : policyOf(first)
  return { policy, run: run as (step: StepRun) => unknown }
}

function policyOf(options: unknown): StepPolicy {
  const retries: unknown = readProperty(options, 'retries') ?? ONCE.retries
  const backoff: unknown = readProperty(options, 'backoff')
  if (typeof retries !== 'number' || !Number.isSafeInteger(retries) || retries < 0) {
    throw wrong('retries', stepTexts.stepRetriesWrong())
  }
  const ms = backoff === undefined ? ONCE.backoffMs : durationToMs(backoff, 'backoff')
  return { retries, backoffMs: ms }
}

const wrong = (path: string, text: Text): ConfigurationError =>
  new ConfigurationError('ctx.step', [{ path, text }])

/** Another try would end the same way; `Retry` is a word to the worker. */
const NEVER_RETRIED: ReadonlySet<unknown> = new Set<ErrorCode>([
  'ARQ_CONFIG_INVALID',
  'ARQ_ENCODE_FAILED',
  'ARQ_INVALID_ARGUMENTS',
  'ARQ_JOB_RETRY',
  'ARQ_UNSUPPORTED',
])

/** Whether an error of a step is one that another try may mend. */
export const isStepRetried = (error: unknown): boolean =>
  !isArqError(error) || !NEVER_RETRIED.has(readProperty(error, 'code'))

/** What follows a failed try of a step: a pure function. */
export function afterStepError(
  error: unknown,
  policy: StepPolicy,
  tries: number,
  random: number,
): { readonly kind: 'fails' } | { readonly kind: 'again'; readonly delayMs: number } {
  if (tries > policy.retries || !isStepRetried(error)) return { kind: 'fails' }
  const delayMs = backoffMs(tries, { baseMs: policy.backoffMs, jitter: JITTER }, random)
  return { kind: 'again', delayMs }
}

/** UTF-16 units of the message of an error that is kept with a step. */
const LONGEST_MESSAGE = 2048

/** What is kept of what a step threw. */
export function stepErrorOf(thrown: unknown, nowMs: number): StepError {
  const { name, message, code } = describeThrown(thrown)
  return {
    name,
    message: boundedText(message, LONGEST_MESSAGE),
    ...(isArqError(thrown) && code !== undefined ? { code } : {}),
    retryable: classifyError(thrown, nowMs).isTransient,
  }
}
