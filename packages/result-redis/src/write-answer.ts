import { CREATE_OUTCOMES, TRANSITION_OUTCOMES, type WriteOutcome } from '@arq/core/store'

import { notARecord, refusedCommand } from './redis-errors.js'
import type { RedisKeys } from './redis-keys.js'

/** `whole`: a start cannot be noted by the head of the record alone. */
export const BEGIN_OUTCOMES = [...TRANSITION_OUTCOMES, 'whole'] as const

const OUTCOMES: ReadonlySet<string> = new Set([
  ...CREATE_OUTCOMES,
  ...BEGIN_OUTCOMES,
  'done',
  'none',
])

export interface AnswerContext {
  readonly keys: RedisKeys
  /** The URL without user and password. */
  readonly address: string
}

/**
 * What a script answered for one job. A foreign value under the job's keys is `ARQ_STORE_DATA`; a write that Redis refused
 * is `ARQ_STORE_FAILED`, or `ARQ_STORE_UNAVAILABLE` when it takes no writes for now.
 */
export function readAnswer(
  answer: string,
  jobId: string,
  { keys, address }: AnswerContext,
): WriteOutcome {
  if (OUTCOMES.has(answer)) return answer
  if (answer.startsWith('BAD:')) return notARecord(keys.result(jobId), answer.slice(4))
  return refusedCommand(answer.replace(/^ERR:/, ''), address)
}
