import type { Delivery, EncryptionState, StoredPayloads } from '@arq/core'

import { groupLetters } from './group-letters.js'
import type { Letter } from './read-letter.js'

/** A letter as programs read it. `null` is "it does not say". */
export interface LetterJson {
  readonly jobId: string | null
  readonly task: string | null
  /** Where the job came from, and goes back to. */
  readonly queue: string | null
  readonly failedAt: string | null
  readonly errorType: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly category: string | null
  readonly workerId: string | null
  readonly tries: number | null
  /** How often it came back from its dead letter queue. */
  readonly redrives: number
  readonly fingerprint: string
}

/** Part of the contract, as the others here: keys are added, never renamed. */
export const letterJson = (letter: Letter): LetterJson => ({
  jobId: letter.jobId ?? null,
  task: letter.task ?? null,
  queue: letter.queueName ?? null,
  failedAt: letter.failedAt?.toISOString() ?? null,
  errorType: letter.errorType ?? null,
  errorCode: letter.errorCode ?? null,
  errorMessage: letter.errorMessage ?? null,
  category: letter.category ?? null,
  workerId: letter.workerId ?? null,
  tries: letter.tries ?? null,
  redrives: letter.redrives,
  fingerprint: letter.fingerprint,
})

/** Letters of one task that failed for the same reason, as programs read them. */
export interface LetterGroupJson {
  readonly fingerprint: string
  readonly count: number
  readonly firstFailedAt: string | null
  readonly lastFailedAt: string | null
  readonly task: string | null
  readonly errorType: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

/** The largest group first. */
export const letterGroupsJson = (letters: readonly Letter[]): readonly LetterGroupJson[] =>
  groupLetters(letters).map(({ fingerprint, count, firstFailedAt, lastFailedAt, sample }) => ({
    ...{ fingerprint, count },
    firstFailedAt: firstFailedAt?.toISOString() ?? null,
    lastFailedAt: lastFailedAt?.toISOString() ?? null,
    task: sample.task ?? null,
    errorType: sample.errorType ?? null,
    errorCode: sample.errorCode ?? null,
    errorMessage: sample.errorMessage ?? null,
  }))

/** All that a letter says. */
export interface WholeLetterJson extends LetterJson {
  readonly deadLetterQueue: string
  readonly args: unknown
  readonly kwargs: unknown
  readonly enqueueTime: unknown
  readonly stack: unknown
  readonly contentType: string | null
  readonly headers: Readonly<Record<string, unknown>>
  /** Of one that cannot be read as a job: as it came. */
  readonly body?: string
  /** Of an encrypted one: whether it could be opened. */
  readonly encryption?: EncryptionState
  /** Absent: its arguments came with it. */
  readonly payloads?: StoredPayloads
}

/** @param body the job as its sender wrote it; empty when it cannot be read */
export function wholeLetterJson(
  deadLetterQueue: string,
  letter: Letter,
  delivery: Pick<Delivery, 'body' | 'headers' | 'contentType'>,
  body: Readonly<Record<string, unknown>>,
): WholeLetterJson {
  const { headers, contentType } = delivery
  return {
    deadLetterQueue,
    ...letterJson(letter),
    args: body['args'] ?? null,
    kwargs: body['kwargs'] ?? null,
    enqueueTime: body['enqueue_time'] ?? null,
    stack: headers['x-error-stack'] ?? null,
    contentType: contentType ?? null,
    headers,
    // What cannot be read as a job is shown as it came.
    ...(Object.keys(body).length === 0 ? { body: new TextDecoder().decode(delivery.body) } : {}),
  }
}
