import { hexText, sha256 } from '#platform'

import type { JobContext } from './job-context.js'

/**
 * Depends on the job id, not on the moment of its enqueue: a job whose dead letter is sent back is a new enqueue of the
 * same work.
 * @returns a UUID of version 8 (RFC 9562), which every system takes that takes UUIDs
 */
export function idempotencyKey(
  { jobId, taskName }: Pick<JobContext, 'jobId' | 'taskName'>,
  name: string,
): string {
  // As JSON, so that no two triples give one text.
  const text = JSON.stringify([jobId, taskName, name])
  const bytes = sha256(text)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = hexText(bytes, 0, 16)
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...groups, hex.slice(20)].join('-')
}
