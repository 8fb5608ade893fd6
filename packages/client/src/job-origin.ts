import type { Instant, JobRecord } from '@arq/core'
import type { JobDraft } from '@arq/core/internal'
import { toInstant } from '@arq/core/internal'

/** What a client knows of a job without asking: little of one looked up by id, more of one it enqueued. */
export interface JobOrigin {
  readonly jobId: string
  readonly queueName: string
  /** Absent when the job was looked up by its id. */
  readonly enqueued: EnqueuedAs | undefined
  /** What became of a call with a key. */
  readonly placed?: JobDraft['placed']
}

/** How this client enqueued it. */
interface EnqueuedAs {
  readonly functionName: string
  readonly enqueueTime: Instant
  readonly jobTry: number
  readonly deferUntil: Instant | undefined
  readonly expires: Instant | undefined
  /** It certainly had a record: without one now, it has ended. */
  readonly hadRecord: boolean
  /** The store's, when it was enqueued: see `ResultStore.incarnation`. */
  readonly incarnation: string | undefined
  /** See {@link JobDraft.isUncontested}. */
  readonly isUncontested: boolean
}

export function originOf(
  draft: JobDraft,
  { hadRecord, incarnation }: Pick<EnqueuedAs, 'hadRecord' | 'incarnation'>,
): JobOrigin {
  const { message, dueAtMs, isUncontested, placed } = draft
  const origin = {
    jobId: message.jobId,
    queueName: message.queueName,
    enqueued: {
      functionName: message.function,
      enqueueTime: message.enqueueTime,
      jobTry: message.jobTry,
      deferUntil: dueAtMs === undefined ? undefined : toInstant(dueAtMs),
      expires: message.expires,
      hadRecord,
      incarnation,
      isUncontested,
    },
  }
  return placed === undefined ? origin : { ...origin, placed }
}

/** Whether a record is about this enqueue; the same id may have been used again since. Python's records do not tell. */
export function isAbout(record: JobRecord, { enqueued }: JobOrigin): boolean {
  if (!enqueued || record.enqueueTime === undefined) return true
  return record.enqueueTime === enqueued.enqueueTime
}
