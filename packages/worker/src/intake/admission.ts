import {
  ChildFailed,
  type Clock,
  type Delivery,
  PayloadKeyMissing,
  type Transport,
  UnsupportedError,
} from '@arq/core'
import {
  CLIENT_DELAYED_HEADER,
  delayRefusal,
  FLOW_FAILED_HEADER,
  isDeadLetter,
  type JobMessage,
  JobSeal,
  openArguments,
  type OpenedArguments,
  parseInstant,
  type RawArguments,
  redrivenJob,
  referenceIn,
  sealedArguments,
  type Sealing,
} from '@arq/core/internal'

import { type Attempt, expiredError, newAttempt } from '../run/attempt.js'
import { isOfFlow } from '../run/of-flow.js'
import type { RunPolicies } from '../settings/run-policy.js'
import type { TaskRegistry } from '../settings/task-registry.js'
import { texts } from '../texts.js'
import type { DeliveryReader, ReadJob } from './delivery-reader.js'
import { type KeyWait, waitForKey } from './missing-keys.js'
import type { PayloadWait } from './missing-payloads.js'
import { type TaskWait, waitForTask } from './unknown-tasks.js'

export interface AdmissionParts {
  readonly reader: DeliveryReader
  readonly tasks: TaskRegistry
  readonly policies: RunPolicies
  readonly clock: Clock
  /** Whether, and how long, a job that is not due can wait in the broker. */
  readonly transport: Pick<Transport, 'capabilities' | 'description'>
  /** How long a job waits for a worker that has its task. */
  readonly unknownTaskGraceMs: number
  /** Opens encrypted jobs, and encrypts what follows from them; absent: this worker has no key. */
  readonly sealing?: Sealing | undefined
  /** Whether jobs of flows can be settled here. */
  readonly hasEntries: boolean
}

/** What is to become of a job that cannot run here now. */
export type Unready = Exclude<Admitted, { kind: 'run' }>

/** What is to become of a delivery. */
export type Admitted =
  /** The job can run here: it waits for a slot. */
  | { readonly kind: 'run'; readonly attempt: Attempt }
  /** This worker can never run the job: it fails and takes no slot. */
  | { readonly kind: 'refuse'; readonly attempt: Attempt; readonly error: Error }
  /** The job is not due, and nobody has served its delay yet. */
  | { readonly kind: 'defer'; readonly attempt: Attempt; readonly dueAtMs: number }
  /** A worker that has the task may come: the job goes round until then. */
  | { readonly kind: 'awaitTask'; readonly attempt: Attempt; readonly wait: TaskWait }
  /** A worker whose store keeps flows may come: the job of one goes round until then. */
  | { readonly kind: 'awaitStore'; readonly attempt: Attempt; readonly wait: TaskWait }
  /** A worker that has the key of its arguments may come: the job goes round until then. */
  | {
      readonly kind: 'awaitKey'
      readonly attempt: Attempt
      readonly wait: KeyWait
      readonly keyId: string
      /** Why the key could not be loaded, where it was tried. */
      readonly cause: unknown
    }
  /** Its payload cannot be fetched now: the job goes round until it can. */
  | {
      readonly kind: 'awaitPayload'
      readonly attempt: Attempt
      readonly wait: PayloadWait
      readonly error: Error
    }
  /** The message is not a job. */
  | { readonly kind: 'park'; readonly error: unknown }

/**
 * Decides about deliveries; what is decided is done by others. A dead letter that somebody moved back to its queue, as
 * it is, stands for a fresh enqueue of its job.
 */
export class Admission {
  readonly #parts: AdmissionParts

  constructor(parts: AdmissionParts) {
    this.#parts = parts
  }

  /** A promise only where the body has to be decompressed, or a key to be loaded. Never throws, never rejects. */
  take(delivery: Delivery): Admitted | Promise<Admitted> {
    let read: ReadJob | Promise<ReadJob>
    try {
      read = this.#parts.reader.read(delivery, this.#parts.clock.now())
    } catch (error) {
      return { kind: 'park', error }
    }
    // Decompressed beside the event loop.
    return read instanceof Promise
      ? read.then(
          (job) => this.#open(delivery, job),
          (error: unknown): Admitted => ({ kind: 'park', error }),
        )
      : this.#open(delivery, read)
  }

  #open(delivery: Delivery, job: ReadJob): Admitted | Promise<Admitted> {
    const part = sealedArguments(job.message)
    if (!part) return this.#admit(delivery, job)
    const { codec, message } = job
    const cipher = this.#parts.sealing?.cipher
    const opened = openArguments(message, part, { cipher, codec })
    return opened instanceof Promise
      ? opened.then((args) => this.#admit(delivery, job, args))
      : this.#admit(delivery, job, opened)
  }

  /** @param opened the arguments of an encrypted job */
  #admit(delivery: Delivery, sealed: ReadJob, opened?: OpenedArguments): Admitted {
    const { clock, transport, sealing } = this.#parts
    const nowMs = clock.now()
    const job = opened?.kind === 'opened' ? openedJob(sealed, opened) : sealed
    const seal =
      opened?.kind === 'opened' && sealing
        ? new JobSeal(job.message, sealing, opened.keyId)
        : undefined
    const message = isDeadLetter(delivery.headers)
      ? redrivenJob(job.message, delivery.headers, nowMs)
      : job.message
    const attempt = this.#attemptOf(delivery, message, job, seal)
    const dueAtMs = unservedDelay(message, delivery, nowMs)
    if (dueAtMs !== undefined) {
      const refusal = delayRefusal(transport, dueAtMs - nowMs)
      return refusal
        ? { kind: 'refuse', attempt, error: refusal }
        : { kind: 'defer', attempt, dueAtMs }
    }
    if (isOfFlow(attempt) && !this.#parts.hasEntries) return this.#admitStoreless(attempt, nowMs)
    const flowError = this.#flowRefusal(attempt)
    if (flowError) return { kind: 'refuse', attempt, error: flowError }
    if (!attempt.task) return this.#admitUnknown(attempt, nowMs)
    switch (opened?.kind) {
      case 'missing':
        return this.#admitUnopened(attempt, opened, nowMs)
      case 'damaged':
        return { kind: 'refuse', attempt, error: opened.error }
      case 'opened':
      case undefined:
        return { kind: 'run', attempt }
    }
  }

  /** Nothing is known against the job but that it is not for this worker now. */
  #admitUnopened(
    attempt: Attempt,
    { keyId, cause }: { readonly keyId: string; readonly cause: unknown },
    nowMs: number,
  ): Unready {
    const expired = expiredError(attempt.message, nowMs)
    if (expired) return { kind: 'refuse', attempt, error: expired }
    const wait = waitForKey(attempt.delivery.headers, nowMs)
    return delayRefusal(this.#parts.transport, wait.dueAtMs - nowMs)
      ? { kind: 'refuse', attempt, error: new PayloadKeyMissing({ keyId, cause }) }
      : { kind: 'awaitKey', attempt, wait, keyId, cause }
  }

  /** Gives an attempt the arguments that were fetched, opened where they are encrypted. @returns why it is not to run */
  async openFetched(attempt: Attempt, fetched: RawArguments): Promise<Unready | undefined> {
    const { sealing, clock } = this.#parts
    const message = { ...attempt.message, ...fetched }
    const part = sealedArguments(message)
    if (!part) {
      attempt.message = message
      return undefined
    }
    const { codec } = attempt
    const opened = await openArguments(message, part, { cipher: sealing?.cipher, codec })
    if (opened.kind === 'missing') return this.#admitUnopened(attempt, opened, clock.now())
    if (opened.kind === 'damaged') return { kind: 'refuse', attempt, error: opened.error }
    const { keyId, args, kwargs } = opened
    attempt.message = { ...message, args, kwargs }
    if (sealing) attempt.seal = new JobSeal(message, sealing, keyId)
    return undefined
  }

  /** Its end could be told to nobody here. */
  #admitStoreless(attempt: Attempt, nowMs: number): Admitted {
    const expired = expiredError(attempt.message, nowMs)
    if (expired) return { kind: 'refuse', attempt, error: expired }
    const { transport, unknownTaskGraceMs } = this.#parts
    const wait = waitForTask(attempt.delivery.headers, nowMs, unknownTaskGraceMs)
    const error = new UnsupportedError(texts.flowNeedsEntries(), { missing: 'entries' })
    return wait && !delayRefusal(transport, wait.dueAtMs - nowMs)
      ? { kind: 'awaitStore', attempt, wait }
      : { kind: 'refuse', attempt, error }
  }

  /** Why the parent of a child that failed is not to be run. */
  #flowRefusal(attempt: Attempt): Error | undefined {
    const childId = attempt.delivery.headers[FLOW_FAILED_HEADER]
    const { jobId } = attempt.message
    return typeof childId === 'string' ? new ChildFailed({ jobId, childId }) : undefined
  }

  #admitUnknown(attempt: Attempt, nowMs: number): Admitted {
    const { tasks, transport, unknownTaskGraceMs } = this.#parts
    const expired = expiredError(attempt.message, nowMs)
    if (expired) return { kind: 'refuse', attempt, error: expired }
    const wait = waitForTask(attempt.delivery.headers, nowMs, unknownTaskGraceMs)
    return wait && !delayRefusal(transport, wait.dueAtMs - nowMs)
      ? { kind: 'awaitTask', attempt, wait }
      : { kind: 'refuse', attempt, error: tasks.unknown(attempt.message.function) }
  }

  #attemptOf(
    delivery: Delivery,
    message: JobMessage,
    { codec, sent }: ReadJob,
    seal: JobSeal | undefined,
  ): Attempt {
    const { tasks, policies, clock } = this.#parts
    const task = tasks.find(message.function)
    const policy = task ? policies.of(task) : policies.fallback
    const isStored = referenceIn(message.kwargs) !== undefined
    return newAttempt({ delivery, message, codec, sent, seal, isStored, task, policy }, clock)
  }
}

/** What the message says in the clear; `sent` stays what it was: what is copied from it is encrypted. */
const openedJob = (job: ReadJob, { args, kwargs }: RawArguments): ReadJob => ({
  ...job,
  message: { ...job.message, args, kwargs },
})

/** The moment a job still has to wait for, if nobody has served its delay yet. */
function unservedDelay(
  { deferUntil }: JobMessage,
  { headers }: Delivery,
  nowMs: number,
): number | undefined {
  if (deferUntil === undefined || headers[CLIENT_DELAYED_HEADER] !== undefined) return undefined
  const dueAtMs = parseInstant(deferUntil)
  return dueAtMs !== undefined && dueAtMs > nowMs ? dueAtMs : undefined
}
