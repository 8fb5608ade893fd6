import type { Clock, Delivery, Transport } from '@arq/core'
import {
  CLIENT_DELAYED_HEADER,
  delayRefusal,
  isDeadLetter,
  type JobMessage,
  parseInstant,
  redrivenJob,
} from '@arq/core/internal'

import { type Attempt, expiredError, newAttempt } from '../run/attempt.js'
import type { RunPolicies } from '../settings/run-policy.js'
import type { TaskRegistry } from '../settings/task-registry.js'
import type { DeliveryReader, ReadJob } from './delivery-reader.js'
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
}

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

  /** A promise only where the body has to be decompressed. Never throws, never rejects. */
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
          (job) => this.#admit(delivery, job),
          (error: unknown): Admitted => ({ kind: 'park', error }),
        )
      : this.#admit(delivery, read)
  }

  #admit(delivery: Delivery, job: ReadJob): Admitted {
    const { clock, transport } = this.#parts
    const nowMs = clock.now()
    const message = isDeadLetter(delivery.headers)
      ? redrivenJob(job.message, delivery.headers, nowMs)
      : job.message
    const attempt = this.#attemptOf(delivery, message, job)
    const dueAtMs = unservedDelay(message, delivery, nowMs)
    if (dueAtMs !== undefined) {
      const refusal = delayRefusal(transport, dueAtMs - nowMs)
      return refusal
        ? { kind: 'refuse', attempt, error: refusal }
        : { kind: 'defer', attempt, dueAtMs }
    }
    return attempt.task ? { kind: 'run', attempt } : this.#admitUnknown(attempt, nowMs)
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

  #attemptOf(delivery: Delivery, message: JobMessage, { codec, sent }: ReadJob): Attempt {
    const { tasks, policies, clock } = this.#parts
    const task = tasks.find(message.function)
    const policy = task ? policies.of(task) : policies.fallback
    return newAttempt({ delivery, message, codec, sent, task, policy }, clock)
  }
}

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
