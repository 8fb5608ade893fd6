import { createHash } from 'node:crypto'

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
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...groups, hex.slice(20)].join('-')
}
