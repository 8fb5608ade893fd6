import {
  AbortTimeout,
  type Clock,
  isFinal,
  isTombstone,
  type JobRecord,
  type Lifetime,
  type ResultStore,
  type Transport,
} from '@arq/core'
import { type AbortRequest, encodeAbort, parseInstant, STOPPED_VIEW_MS } from '@arq/core/internal'

import { AbortSignals } from './abort-signals.js'
import { isAbout, type JobOrigin } from './job-origin.js'
import type { RecordWatcher } from './record-watcher.js'
import { createTombstone, endUnheard, writeTombstone } from './tombstone.js'
import { UnheardAttempt } from './unheard-attempt.js'

export interface AbortParts {
  readonly store: ResultStore
  readonly transport: Transport
  readonly watcher: RecordWatcher
  readonly clock: Clock
  readonly resultTtl: Lifetime
}

export interface AbortWait {
  readonly timeoutMs: number
  readonly pollDelayMs: number
}

/** A tombstone of this age has stopped its job, also when the clocks of two machines differ. */
const SETTLED_AFTER_MS = 60_000

/**
 * Stops a job. One that waits gets a tombstone: no worker starts it. A worker that has not heard of it may just have begun
 * the job: then the job's record says so soon, in the place of the tombstone. One that runs gets its signal, and is awaited.
 * @returns true when it was stopped, false when it has ended in another way
 * @throws AbortTimeout when neither is known in time
 */
export async function abortJob(
  parts: AbortParts,
  origin: JobOrigin,
  { timeoutMs, pollDelayMs }: AbortWait,
): Promise<boolean> {
  const { store, clock } = parts
  const { jobId } = origin
  let deadlineMs = clock.monotonicNow() + timeoutMs
  let isKnown = origin.enqueued?.hadRecord === true
  /** A tombstone that stands has not come too late. */
  let isSure = false
  let mustLook: boolean
  let signals: AbortSignals | undefined
  const unheard = new UnheardAttempt(clock)
  do {
    mustLook = false
    const record = await store.get(jobId)
    if (!record) {
      if (isKnown) return false
      await createTombstone(parts, origin)
      hasten(parts, { jobId, enqueueTime: origin.enqueued?.enqueueTime })
      mustLook = true
    } else if (!isAbout(record, origin)) {
      return false
    } else if (isFinal(record.status)) {
      if (record.status !== 'aborted') return false
      if (isSure || !mayHaveComeTooLate(parts, origin, record)) return true
      const askedAtMs = clock.monotonicNow()
      isSure = await stoodForAWhile(parts, record)
      deadlineMs += clock.monotonicNow() - askedAtMs
      mustLook = true
    } else if (record.status === 'in_progress') {
      signals ??= new AbortSignals({ ...parts, deadlineMs })
      if (unheard.isGivenUp(record, signals)) {
        await endUnheard(parts, record)
        mustLook = true
      }
      const waitMs = signals.send(requestFor(record, clock))
      await untilOver(parts, record, { timeoutMs: Math.max(waitMs, 1), pollDelayMs })
    } else {
      // Its next start asks, because it was begun before or its id is the caller's.
      isSure ||= record.token !== undefined || record.claim !== undefined
      await writeTombstone(parts, record)
      hasten(parts, record)
      mustLook = true
    }
    isKnown = true
  } while (mustLook || clock.monotonicNow() < deadlineMs)
  const last = await store.get(jobId)
  if (!last || !isAbout(last, origin)) return false
  if (isFinal(last.status)) return last.status === 'aborted'
  throw new AbortTimeout({ jobId, timeoutMs, status: last.status, cause: signals?.trouble })
}

/** Whether a worker that had not heard of the tombstone may have begun the job without asking the store. */
function mayHaveComeTooLate(
  { store, clock }: AbortParts,
  { enqueued }: JobOrigin,
  record: JobRecord,
): boolean {
  if (!store.stoppedJobs || !isTombstone(record) || enqueued?.isUncontested === false) return false
  if (record.retryCount > 0 || record.deferUntil !== undefined) return false
  const stoppedAtMs = record.endTime === undefined ? undefined : parseInstant(record.endTime)
  return stoppedAtMs === undefined || clock.now() - stoppedAtMs < SETTLED_AFTER_MS
}

/** Waits until no worker can begin the job any more, or one that had begun it writes so. @returns whether none did */
function stoodForAWhile({ watcher }: AbortParts, { jobId }: JobRecord): Promise<boolean> {
  return watcher.until<boolean>({
    incarnation: undefined,
    jobId,
    timeoutMs: STOPPED_VIEW_MS,
    pollDelayMs: STOPPED_VIEW_MS,
    judge: ({ record }) => (record && isTombstone(record) ? undefined : { value: false }),
    onTimeout: () => true,
  })
}

/**
 * The tombstone alone stops a job that waits. The signal makes a worker drop it that has it in its hands already, and
 * reaches one that has just begun it: nobody waits for that, and it may be lost.
 */
function hasten({ transport, clock }: AbortParts, job: Enqueue): void {
  if (!transport.capabilities.broadcast) return
  transport.broadcast(encodeAbort(requestFor(job, clock))).catch(() => undefined)
}

/** Waits until this attempt is over, or the time is up. */
function untilOver(
  { watcher }: AbortParts,
  { jobId, token }: JobRecord,
  { timeoutMs, pollDelayMs }: AbortWait,
): Promise<void> {
  return watcher.until<undefined>({
    incarnation: undefined,
    jobId,
    timeoutMs,
    pollDelayMs,
    judge: ({ record }) =>
      record?.status === 'in_progress' && record.token === token ? undefined : { value: undefined },
    onTimeout: () => undefined,
  })
}

type Enqueue = Pick<JobRecord, 'jobId' | 'enqueueTime'>

/** Records of the Python library name no enqueue time: then every job of the id until now is meant. */
function requestFor({ jobId, enqueueTime }: Enqueue, clock: Clock): AbortRequest {
  return enqueueTime === undefined
    ? { jobId, enqueueTime, notAfterMs: clock.now() }
    : { jobId, enqueueTime }
}
