import {
  type Clock,
  JobAborted,
  JobNotFound,
  type JobRecord,
  type Lifetime,
  type ResultStore,
} from '@arq/core'
import { liveLifetime, parseInstant, randomUuid, toInstant } from '@arq/core/internal'

import type { JobOrigin } from './job-origin.js'

export interface TombstoneParts {
  readonly store: ResultStore
  readonly clock: Clock
  readonly resultTtl: Lifetime
}

/** Writes the final record of a job that waits, unless somebody has begun or ended it meanwhile. */
export async function writeTombstone(parts: TombstoneParts, record: JobRecord): Promise<void> {
  const tombstone = abortedRecord(record, parts.clock)
  const ttlMs = startableLifetime(parts, record)
  await parts.store.transition({ record: tombstone, guard: 'waiting', ttlMs })
}

/**
 * Ends a job in the name of an attempt that nobody carries on: its worker has died, or hears no signal. The first end of a
 * job stays, so that the attempt, should it still live, changes nothing, and no other one begins.
 */
export async function endUnheard(parts: TombstoneParts, record: JobRecord): Promise<void> {
  // A token of nobody's: an attempt may write its own end twice.
  const ended = { ...abortedRecord(record, parts.clock), token: randomUuid() }
  const ttlMs = startableLifetime(parts, record)
  await parts.store.transition({ record: ended, guard: 'end', ttlMs })
}

/**
 * The same as {@link writeTombstone} for a job that was enqueued without a record.
 * @throws JobNotFound for one that was looked up by its id: nothing is known of it
 */
export async function createTombstone(parts: TombstoneParts, origin: JobOrigin): Promise<void> {
  const { jobId, queueName, enqueued } = origin
  if (!enqueued) throw new JobNotFound({ jobId })
  const waiting: JobRecord = {
    jobId,
    status: 'queued',
    functionName: enqueued.functionName,
    args: [],
    kwargs: {},
    queueName,
    enqueueTime: enqueued.enqueueTime,
    retryCount: enqueued.jobTry - 1,
    workerId: 'pending',
    startTime: enqueued.enqueueTime,
    createdAt: enqueued.enqueueTime,
    deferUntil: enqueued.deferUntil,
    expires: enqueued.expires,
  }
  const ttlMs = startableLifetime(parts, waiting)
  await parts.store.create(abortedRecord(waiting, parts.clock), { ttlMs })
}

function abortedRecord(record: JobRecord, clock: Clock): JobRecord {
  return {
    ...record,
    // It belongs to no attempt: a late one must find it final, not its own.
    token: undefined,
    claim: undefined,
    status: 'aborted',
    endTime: toInstant(clock.now()),
    error: `JobAborted: ${new JobAborted({ jobId: record.jobId }).message}`,
    errorCode: 'ARQ_JOB_ABORTED',
  }
}

/** What must outlast the message of a job: until the last moment at which a worker might still start it. */
export function startableLifetime(
  { resultTtl, clock }: Omit<TombstoneParts, 'store'>,
  record: JobRecord,
): Lifetime {
  // Python's records have only the latter.
  const expires = record.expires ?? record.expiresAt
  const expiresAtMs = expires === undefined ? undefined : parseInstant(expires)
  const dueAtMs = record.deferUntil === undefined ? 0 : (parseInstant(record.deferUntil) ?? 0)
  return liveLifetime(
    { resultTtl },
    {
      expiresAtMs: expiresAtMs === undefined ? undefined : Math.max(expiresAtMs, dueAtMs),
      nowMs: clock.now(),
    },
  )
}
