import type { AnyTask, Clock, Codec, Delivery, JobUsage } from '@arq/core'
import { JobExpired, type Lifetime } from '@arq/core'
import {
  type AbortRequest,
  type JobMessage,
  type JobSeal,
  type KeptLines,
  parseInstant,
  randomUuid,
  type RawArguments,
  type SentArguments,
} from '@arq/core/internal'

import type { RunPolicy } from '../settings/run-policy.js'
import type { HeldPlace } from './held-place.js'

/** One try of one job: the delivery it came by, what it asks for, and how it is to be run. */
export interface Attempt {
  readonly delivery: Delivery
  /** Of one that {@link isStored}: with its arguments once they were fetched. */
  message: JobMessage
  /** What the message was encoded with; messages that follow from it use it, too. */
  readonly codec: Codec
  /** Its arguments as they came, whatever its task does with those of the message. Absent of a foreign message. */
  readonly sent: SentArguments | undefined
  /** Of an encrypted job, whose message is in the clear here: nothing of it may leave the process but by this. */
  seal?: JobSeal | undefined
  /** Its arguments lie in the payload store: what is copied from its message refers to them. */
  readonly isStored: boolean
  /** Absent when this worker has no task of that name. */
  readonly task: AnyTask | undefined
  readonly policy: RunPolicy
  /** Names this attempt in the result store: who does not hold it there may not write. */
  token: string
  /** Its delivery was lost while the store was asked for its start: it is not to run, the job comes again. */
  isGivenUp: boolean
  /** When the run began, by the wall clock: for records and people. Before that: when the delivery came. */
  startedAtMs: number
  /** The same moment by the monotonic clock: for how long something took. */
  startedMonotonicMs: number
  /** How long its run lasted; absent: it has not ended, or there was none. */
  ranMs: number | undefined
  /** It began without asking the store, which has not heard of it yet. */
  isUnasked: boolean
  /** Its number among the runs that may turn out to be long; 0: it is not among them. */
  youngNumber: number
  /** What the task last reported. */
  progress: unknown
  /** What its task said that it has used; absent: nothing. */
  used: JobUsage | undefined
  /** What it has logged; absent: nothing, or nothing is kept. */
  log: KeptLines | undefined
  /** Who asked for its abort, and waits to be told its end. */
  askedBy: Set<string> | undefined
  /** What it holds under the limit of its key. Absent where its task has none. */
  place: HeldPlace | undefined
}

type NewAttempt = Pick<Attempt, 'delivery' | 'message' | 'codec' | 'sent' | 'task' | 'policy'> &
  Partial<Pick<Attempt, 'seal' | 'isStored'>>

export const newAttempt = (given: NewAttempt, clock: Clock): Attempt =>
  new ReceivedAttempt(given, clock)

// It may wait for its slot, or for the store. Classes: V8 may give literals that survived a few collections old memory
// from their start, and each that is dead there keeps its message, body and context. See ADR 13.
class ReceivedAttempt implements Attempt {
  readonly delivery: Delivery
  message: JobMessage
  readonly codec: Codec
  readonly sent: SentArguments | undefined
  seal: JobSeal | undefined
  readonly isStored: boolean
  readonly task: AnyTask | undefined
  readonly policy: RunPolicy
  token: string = randomUuid()
  isGivenUp = false
  startedAtMs: number
  startedMonotonicMs: number
  ranMs: number | undefined = undefined
  isUnasked = false
  youngNumber = 0
  progress: unknown = undefined
  used: JobUsage | undefined = undefined
  log: KeptLines | undefined = undefined
  askedBy: Set<string> | undefined = undefined
  place: HeldPlace | undefined = undefined

  constructor(given: NewAttempt, clock: Clock) {
    const { delivery, message, codec, sent, seal, isStored = false, task, policy } = given
    this.delivery = delivery
    this.message = message
    this.codec = codec
    this.sent = sent
    this.seal = seal
    this.isStored = isStored
    this.task = task
    this.policy = policy
    this.startedAtMs = clock.now()
    this.startedMonotonicMs = clock.monotonicNow()
  }
}

/**
 * The arguments that its job was enqueued with. Those of the message are what the task was called with, and what is not a
 * plain value there may have been changed by it. Of an encrypted job those of the message are in the clear, of one whose
 * arguments lie apart they were fetched.
 */
export function sentArguments({ message, sent, seal, isStored }: Attempt): RawArguments {
  const { args, kwargs } = message
  if (sent && (seal || isStored)) return sent.read()
  const isPlain = args.every(isUnchangeable) && Object.keys(kwargs).length === 0
  return sent && !isPlain ? sent.read() : message
}

const isUnchangeable = (value: unknown): boolean => typeof value !== 'object' || value === null

/** Whoever asked for an abort, and named an address, is told how the attempt ends. */
export function noteAsker(attempt: Attempt, { replyTo }: AbortRequest): void {
  if (replyTo === undefined) return
  attempt.askedBy ??= new Set()
  attempt.askedBy.add(replyTo)
}

/** Where the end of an attempt is told: to the client that enqueued its job, and to those that asked for its abort. */
export function addressesOf({ delivery: { replyTo }, askedBy }: Attempt): readonly string[] {
  if (!askedBy) return replyTo === undefined ? NOWHERE : [replyTo]
  return [...(replyTo === undefined ? askedBy : new Set([replyTo, ...askedBy]))]
}

const NOWHERE: readonly string[] = []

/** The error of a job that may no longer be started, `undefined` while it may. */
export function expiredError(
  { expires, jobId }: JobMessage,
  nowMs: number,
): JobExpired | undefined {
  if (expires === undefined) return undefined
  const expiresAtMs = parseInstant(expires)
  return expiresAtMs !== undefined && expiresAtMs <= nowMs
    ? new JobExpired({ jobId, expires })
    : undefined
}

// A record that vanishes while its job may still run would make the job unknown and its id free.
const SHORTEST_REST_MS = 60_000

/**
 * How long the record of a job that has not ended is kept: while it may still start or run, then as long as a result.
 * @param startableAtMs when its next start is due; absent: now
 */
export function liveLifetime(
  { message, policy }: Pick<Attempt, 'message' | 'policy'>,
  nowMs: number,
  startableAtMs = nowMs,
): Lifetime {
  const { resultTtl, timeoutMs } = policy
  const expiresAtMs = message.expires === undefined ? undefined : parseInstant(message.expires)
  if (resultTtl === 'forever' || expiresAtMs === undefined) return 'forever'
  const lastStartMs = Math.max(expiresAtMs, startableAtMs)
  return lastStartMs - nowMs + timeoutMs + Math.max(resultTtl, SHORTEST_REST_MS)
}
