import {
  type EncodedTransition,
  encodeJobRecord,
  type JobIdentity,
  type JobRecord,
  type JobStart,
  type JobTransition,
  type Lifetime,
} from '@arq/core'
import { wholeMs, type WriteForms } from '@arq/core/store'

import type { RedisKeys } from './redis-keys.js'

/** One job's write, ready for the script: see scripts/write-script.ts. */
export interface WriteCommand {
  readonly kind: string
  readonly jobId: string
  /** `''` when only the stored record knows it. */
  readonly queueName: string
  readonly ttl: string
  readonly text: string
  /** Without spaces. For `replace` the claim that must stand there; `announced` where an announced job is written of. */
  readonly detail?: string
  /**
   * Whether doing it twice leaves the same as doing it once, but for the counts of duplicates: a start or an end that was
   * refused as one and whose answer was lost is counted again.
   */
  readonly isRepeatable: boolean
}

const ANNOUNCED = 'announced'

function createCommand(record: JobRecord, ttlMs: Lifetime): WriteCommand {
  // Not repeatable: a second "exists" could mean our own first write.
  return recordCommand('create', record, ttlMs, false)
}

function transitionCommand(change: JobTransition): WriteCommand {
  const { record, guard, ttlMs, isAnnounced } = change
  // The token tells our own first write from a stranger's; who stops a waiting job holds none.
  const isRepeatable = guard !== 'waiting' && record.token !== undefined && record.token !== ''
  const command = recordCommand(guard, record, ttlMs, isRepeatable)
  return isAnnounced === true ? { ...command, detail: ANNOUNCED } : command
}

/** Of an attempt that has ended: its token is in the text. */
function encodedCommand(change: EncodedTransition): WriteCommand {
  return new EncodedCommand(change)
}

// As classes: see `Encoded` in core.
class EncodedCommand implements WriteCommand {
  readonly kind: string
  readonly jobId: string
  readonly queueName: string
  readonly ttl: string
  readonly text: string
  readonly detail: string
  readonly isRepeatable: boolean

  constructor({ jobId, queueName, text, guard, ttlMs, isAnnounced }: EncodedTransition) {
    this.kind = guard
    this.jobId = jobId
    this.queueName = queueName
    this.ttl = ttlText(ttlMs)
    this.text = text
    this.detail = isAnnounced === true ? ANNOUNCED : ''
    this.isRepeatable = guard !== 'waiting'
  }
}

/** What needs no escapes in JSON. */
const PLAIN = /^[\w:.+-]*$/

/** `undefined` when the head alone cannot say it. */
export function beginCommand(start: JobStart): WriteCommand | undefined {
  const { jobId, token, enqueueTime, retryCount, isAnnounced } = start
  if (!PLAIN.test(token) || !PLAIN.test(enqueueTime)) return undefined
  // The head that encodeJobRecord gives a record.
  const text = `{"attempt_token":"${token}","enqueue_time":"${enqueueTime}","status":"in_progress","retry_count":${String(retryCount)},`
  const command = { kind: 'begin', jobId, queueName: '', ttl: '0', text, isRepeatable: true }
  return isAnnounced === true ? { ...command, detail: ANNOUNCED } : command
}

function replaceClaimCommand(claim: string, record: JobRecord, ttlMs: Lifetime): WriteCommand {
  // Not repeatable: a second "none" could mean our own first write.
  return { ...recordCommand('replace', record, ttlMs, false), detail: claim }
}

function withdrawCommand(job: JobIdentity): WriteCommand {
  return identityCommand('withdraw', job, '0', true)
}

function deleteCommand(jobId: string): WriteCommand {
  return identityCommand('delete', { jobId, enqueueTime: undefined }, '0', false)
}

export const WRITE_FORMS: WriteForms<WriteCommand> = {
  create: createCommand,
  transition: transitionCommand,
  encoded: encodedCommand,
  replaceClaim: replaceClaimCommand,
  withdraw: withdrawCommand,
  delete: deleteCommand,
}

/** Commands as ARGV of the write script. */
export function toScriptArguments(
  commands: readonly WriteCommand[],
  keys: RedisKeys,
  maxIdsPerQueue: number,
): string[] {
  const values = [String(commands.length), keys.prefix, String(maxIdsPerQueue), keys.layout]
  for (const { kind, ttl, detail = '', jobId, queueName, text } of commands) {
    values.push(`${kind} ${ttl} ${detail}`, jobId, queueName, text)
  }
  return values
}

function recordCommand(
  kind: string,
  record: JobRecord,
  ttlMs: Lifetime,
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

export const ttlText = (ttlMs: Lifetime): string =>
  ttlMs === 'forever' ? ttlMs : String(wholeMs(ttlMs))
