import {
  type Clock,
  isFinal,
  JobNotFound,
  type JobRecord,
  type Lifetime,
  type ResultStore,
} from '@arq/core'
import {
  parseInstant,
  type ResolvedEnqueueSettings,
  sealedItem,
  type StreamOwner,
  streamsOf,
  writeItem,
} from '@arq/core/internal'

import { decidedRecord } from '../decided-record.js'
import { isAbout, type JobOrigin } from '../job-origin.js'
import type { InboxSender } from './inbox-sender.js'

interface SendParts {
  readonly store: ResultStore
  readonly inboxes: InboxSender
  readonly clock: Clock
  readonly resultTtl: Lifetime
  readonly enqueue: Pick<ResolvedEnqueueSettings, 'encryption'>
}

// Of a job whose result is not kept at all, too, a run may take a while to begin.
const SHORTEST_LIFE_MS = 3_600_000

/** @returns whether the job had not ended */
export async function sendToJob(
  { store, inboxes, clock, resultTtl, enqueue }: SendParts,
  origin: JobOrigin,
  message: unknown,
): Promise<boolean> {
  streamsOf(store, 'send()')
  const text = writeItem(message)
  const record = await decidedRecord({ store, clock }, origin)
  const owner = ownerOf(origin, record)
  if (!owner) return false
  const dueAtMs = parseInstant(record?.deferUntil ?? origin.enqueued?.deferUntil ?? '')
  const waitMs = Math.max((dueAtMs ?? 0) - clock.now(), 0)
  const ttlMs = resultTtl === 'forever' ? resultTtl : waitMs + Math.max(resultTtl, SHORTEST_LIFE_MS)
  const sealed = await sealedItem(message, owner.jobId, record?.kwargs, enqueue.encryption)
  await inboxes.send(owner, sealed === message ? text : writeItem(sealed), ttlMs)
  return true
}

/** @returns `undefined` when the job has ended */
function ownerOf(origin: JobOrigin, record: JobRecord | undefined): StreamOwner | undefined {
  const { jobId, enqueued } = origin
  if (!record) {
    if (!enqueued) throw new JobNotFound({ jobId })
    return enqueued.hadRecord ? undefined : { jobId, enqueueTime: enqueued.enqueueTime }
  }
  if (isFinal(record.status) || !isAbout(record, origin)) return undefined
  const enqueueTime = record.enqueueTime ?? enqueued?.enqueueTime
  // A record of the Python library names no enqueue: its worker reads no inbox.
  if (enqueueTime === undefined) throw new JobNotFound({ jobId })
  return { jobId, enqueueTime }
}
