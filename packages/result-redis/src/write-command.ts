import {
  encodeJobRecord,
  type JobClaim,
  type JobIdentity,
  type JobRecord,
  type JobTransition,
} from '@arq/core'

import type { RedisKeys } from './redis-keys.js'

/** One job's write, ready for the script: see scripts/write-script.ts. */
export interface WriteCommand {
  readonly kind: string
  readonly jobId: string
  /** `''` when only the stored record knows it. */
  readonly queueName: string
  readonly ttl: string
  readonly text: string
  /**
   * Whether doing it twice leaves the same as doing it once, but for the count of duplicate deliveries: a start that was
   * refused as one and whose answer was lost is counted again.
   */
  readonly isRepeatable: boolean
}

type Ttl = number | 'forever'

export function createCommand(record: JobRecord, ttlMs: Ttl): WriteCommand {
  // Not repeatable: a second "exists" could mean our own first write.
  return recordCommand('create', record, ttlMs, false)
}

export function transitionCommand({ record, guard, ttlMs }: JobTransition): WriteCommand {
  // The token tells our own first write from a stranger's; who stops a waiting job holds none.
  const isRepeatable = guard !== 'waiting' && record.token !== undefined && record.token !== ''
  return recordCommand(guard, record, ttlMs, isRepeatable)
}

/** What needs no escapes in JSON. */
const PLAIN = /^[\w:.+-]*$/

/** `undefined` when the head alone cannot say it. */
export function claimCommand(claim: JobClaim): WriteCommand | undefined {
  const { jobId, token, enqueueTime, retryCount } = claim
  if (!PLAIN.test(token) || !PLAIN.test(enqueueTime)) return undefined
  // The head that encodeJobRecord gives a record.
  const text = `{"attempt_token":"${token}","enqueue_time":"${enqueueTime}","status":"in_progress","retry_count":${String(retryCount)},`
  return { kind: 'claim', jobId, queueName: '', ttl: '0', text, isRepeatable: true }
}

export function renewCommand(job: JobIdentity, ttlMs: Ttl): WriteCommand {
  return identityCommand('renew', job, ttlText(ttlMs), true)
}

export function withdrawCommand(job: JobIdentity): WriteCommand {
  return identityCommand('withdraw', job, '0', true)
}

export function deleteCommand(jobId: string): WriteCommand {
  return identityCommand('delete', { jobId, enqueueTime: undefined }, '0', false)
}

/** Commands as ARGV of the write script. */
export function toScriptArguments(
  commands: readonly WriteCommand[],
  keys: RedisKeys,
  maxIdsPerQueue: number,
): string[] {
  const values = [String(commands.length), keys.prefix, String(maxIdsPerQueue)]
  for (const { kind, ttl, jobId, queueName, text } of commands) {
    values.push(`${kind} ${ttl}`, jobId, queueName, text)
  }
  return values
}

function recordCommand(
  kind: string,
  record: JobRecord,
  ttlMs: Ttl,
  isRepeatable: boolean,
): WriteCommand {
  const { jobId, queueName } = record
  const text = encodeJobRecord(record)
  return { kind, jobId, queueName, ttl: ttlText(ttlMs), text, isRepeatable }
}

function identityCommand(
  kind: string,
  { jobId, enqueueTime = '' }: JobIdentity,
  ttl: string,
  isRepeatable: boolean,
): WriteCommand {
  return { kind, jobId, queueName: '', ttl, text: enqueueTime, isRepeatable }
}

// Redis takes whole milliseconds; a part of one must not become "keep nothing".
const ttlText = (ttlMs: Ttl): string =>
  ttlMs === 'forever' ? ttlMs : String(Math.max(0, Math.ceil(ttlMs)))
