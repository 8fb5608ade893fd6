import {
  encodeJobRecord,
  type JobIdentity,
  type JobRecord,
  type JobTransition,
  type TransitionGuard,
} from '@arq/core'
import { parseInstant } from '@arq/core/internal'

import type { RedisKeys } from './redis-keys.js'

type WriteKind = 'create' | TransitionGuard | 'renew' | 'withdraw' | 'delete'

/** One job's write, ready for the script. */
export interface WriteCommand {
  readonly kind: WriteKind
  readonly jobId: string
  /** `''` when only the stored record knows it. */
  readonly queueName: string
  readonly ttl: string
  readonly text: string
  readonly status: string
  readonly token: string
  readonly enqueueTime: string
  readonly retryCount: number
  /** Whether doing it twice answers and leaves the same as doing it once. */
  readonly isRepeatable: boolean
}

export function createCommand(record: JobRecord, ttlMs: number | 'forever'): WriteCommand {
  // Not repeatable: a second "exists" could mean our own first write.
  return { ...recordCommand('create', record, ttlMs), isRepeatable: false }
}

export function transitionCommand({ record, guard, ttlMs }: JobTransition): WriteCommand {
  // The token tells our own first write from a stranger's; who stops a waiting job holds none.
  const isRepeatable = guard !== 'waiting' && record.token !== undefined && record.token !== ''
  return { ...recordCommand(guard, record, ttlMs), isRepeatable }
}

export function renewCommand(job: JobIdentity, ttlMs: number | 'forever'): WriteCommand {
  return { ...identityCommand('renew', job), ttl: ttlText(ttlMs), isRepeatable: true }
}

export function withdrawCommand(job: JobIdentity): WriteCommand {
  return { ...identityCommand('withdraw', job), isRepeatable: true }
}

export function deleteCommand(jobId: string): WriteCommand {
  return { ...identityCommand('delete', { jobId, enqueueTime: undefined }), isRepeatable: false }
}

/** Commands as KEYS and ARGV of the write script. */
export function toScriptInput(
  commands: readonly WriteCommand[],
  keys: RedisKeys,
  maxIdsPerQueue: number,
): { keys: string[]; arguments: string[] } {
  const scriptKeys: string[] = []
  const values = [String(commands.length), keys.prefix, String(maxIdsPerQueue)]
  for (const command of commands) {
    scriptKeys.push(keys.result(command.jobId), keys.status(command.jobId))
    values.push(
      command.kind,
      command.jobId,
      command.queueName,
      command.ttl,
      command.text,
      command.status,
      command.token,
      `${command.enqueueTime}|${String(parseInstant(command.enqueueTime) ?? '')}`,
      String(command.retryCount),
    )
  }
  return { keys: scriptKeys, arguments: values }
}

function recordCommand(
  kind: WriteKind,
  record: JobRecord,
  ttlMs: number | 'forever',
): Omit<WriteCommand, 'isRepeatable'> {
  return {
    kind,
    jobId: record.jobId,
    queueName: record.queueName,
    ttl: ttlText(ttlMs),
    text: encodeJobRecord(record),
    status: record.status,
    token: record.token ?? '',
    enqueueTime: record.enqueueTime ?? '',
    retryCount: record.retryCount,
  }
}

function identityCommand(kind: WriteKind, job: JobIdentity): Omit<WriteCommand, 'isRepeatable'> {
  return {
    kind,
    jobId: job.jobId,
    queueName: '',
    ttl: '0',
    text: '',
    status: '',
    token: '',
    enqueueTime: job.enqueueTime ?? '',
    retryCount: 0,
  }
}

// Redis takes whole milliseconds; a part of one must not become "keep nothing".
const ttlText = (ttlMs: number | 'forever'): string =>
  ttlMs === 'forever' ? ttlMs : String(Math.max(0, Math.ceil(ttlMs)))
