import {
  type Clock,
  isFinal,
  JobAborted,
  JobNotFound,
  type JobRecord,
  type ResultStore,
  type Transport,
  UnsupportedError,
} from '@arq/core'
import { type Lifetime, liveLifetime, parseInstant, toInstant } from '@arq/core/internal'

import { isAbout, type JobOrigin } from './job-origin.js'
import { messages } from './messages.js'
import type { RecordWatcher } from './record-watcher.js'

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

/**
 * Stops a job. One that waits gets a tombstone: no worker starts it. One that runs gets its signal, and is awaited.
 * @returns whether it is certain that the job will not (go on to) run
 */
export async function abortJob(
  parts: AbortParts,
  origin: JobOrigin,
  { timeoutMs, pollDelayMs }: AbortWait,
): Promise<boolean> {
  const { store, clock } = parts
  const { jobId } = origin
  const deadlineMs = clock.now() + timeoutMs
  let isKnown = origin.enqueued?.hadRecord === true
  do {
    const record = await store.get(jobId)
    if (!record) {
      if (isKnown) return false
      if (await createTombstone(parts, origin)) return true
    } else if (!isAbout(record, origin)) {
      return false
    } else if (isFinal(record.status)) {
      return record.status === 'aborted'
    } else if (record.status === 'in_progress') {
      const remainingMs = Math.max(deadlineMs - clock.now(), 1)
      await stopRunning(parts, record, { timeoutMs: remainingMs, pollDelayMs })
    } else if (await writeTombstone(parts, record)) {
      return true
    }
    isKnown = true
  } while (clock.now() < deadlineMs)
  const last = await store.get(jobId)
  return last?.status === 'aborted' && isAbout(last, origin)
}

async function writeTombstone(parts: AbortParts, record: JobRecord): Promise<boolean> {
  const tombstone = abortedRecord(record, parts.clock)
  const ttlMs = tombstoneLifetime(parts, record)
  const change = { record: tombstone, guard: 'waiting', ttlMs } as const
  return (await parts.store.transition(change)) === 'applied'
}

/** For a job that was enqueued without a record; whether there still was none. */
async function createTombstone(parts: AbortParts, origin: JobOrigin): Promise<boolean> {
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
  const ttlMs = tombstoneLifetime(parts, waiting)
  return (await parts.store.create(abortedRecord(waiting, parts.clock), { ttlMs })) === 'created'
}

function abortedRecord(record: JobRecord, clock: Clock): JobRecord {
  return {
    ...record,
    // It belongs to no attempt: a late one must find it final, not its own.
    token: undefined,
    status: 'aborted',
    endTime: toInstant(clock.now()),
    error: `JobAborted: ${new JobAborted({ jobId: record.jobId }).message}`,
    errorCode: 'ARQ_JOB_ABORTED',
  }
}

/** The tombstone must outlast the message: until the last moment at which a worker might still start it. */
function tombstoneLifetime({ resultTtl, clock }: AbortParts, record: JobRecord): Lifetime {
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

/** Signals every worker and waits until this attempt is over, or the time is up. */
async function stopRunning(
  { transport, watcher }: AbortParts,
  { jobId, enqueueTime, token }: JobRecord,
  { timeoutMs, pollDelayMs }: AbortWait,
): Promise<void> {
  if (!transport.capabilities.broadcast) {
    throw new UnsupportedError(messages.needsBroadcast({ transport: transport.description }))
  }
  await transport.broadcast({ kind: 'abort', jobId, enqueueTime })
  await watcher.until<undefined>({
    jobId,
    timeoutMs,
    pollDelayMs,
    judge: ({ record }) =>
      record?.status === 'in_progress' && record.token === token ? undefined : { value: undefined },
    onTimeout: () => undefined,
  })
}
