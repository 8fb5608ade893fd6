import { hexText, sha256, utf8Length } from '#platform'

/** What names one enqueue of a job, whatever became of it since. */
export interface NamedEnqueue {
  readonly jobId: string
  readonly enqueueTime?: string | undefined
  /** Of a dead letter that came back: when its job was first enqueued. */
  readonly firstEnqueueTime?: string | undefined
}

/** Names of groups are at most this long. */
const LONGEST_NAME_BYTES = 512
const DIGEST_BYTES = 32

/** What the names of all {@link jobGroup} begin with. */
export const JOB_GROUPS = 'job:'

/**
 * The group of entries of one enqueue of a job: its steps, its turn, its signals. A dead letter that is sent back finds it
 * again; a later job with the same id has another one.
 */
export function jobGroup({ jobId, enqueueTime = '', firstEnqueueTime }: NamedEnqueue): string {
  const name = `${JOB_GROUPS}${firstEnqueueTime ?? enqueueTime}:${jobId}`
  if (utf8Length(name) <= LONGEST_NAME_BYTES) return name
  return `${JOB_GROUPS}${hexText(sha256(name), 0, DIGEST_BYTES)}`
}
