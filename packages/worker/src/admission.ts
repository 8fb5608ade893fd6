import type { Clock, Delivery } from '@arq/core'
import { UnsupportedError } from '@arq/core'
import { toInstant } from '@arq/core/internal'

import { type Attempt, newAttempt } from './attempt.js'
import { type DeliveryReader, type ReadJob, unservedDelay } from './intake.js'
import type { JobReport } from './job-report.js'
import { messages } from './messages.js'
import type { RunPolicies } from './run-policy.js'
import type { Settler } from './settle.js'
import type { TaskRegistry } from './task-registry.js'

export interface AdmissionParts {
  readonly reader: DeliveryReader
  readonly tasks: TaskRegistry
  readonly policies: RunPolicies
  readonly settler: Settler
  readonly report: JobReport
  readonly clock: Clock
  /** Whether a job that is not due can wait in the broker. */
  readonly canDelay: boolean
}

/** What becomes of a job that was read. */
export interface AdmissionOutcomes {
  /** It can run here. */
  readonly onAdmitted: (attempt: Attempt, job: ReadJob) => void
  /** This worker can never run it. */
  readonly onRefused: (attempt: Attempt, job: ReadJob, error: Error) => Promise<void>
  /** Something was begun beside the next delivery. */
  readonly track: (work: Promise<void>, delivery: Delivery) => void
}

/** From a delivery to a job that may wait for a slot: what is no job is parked, what is not due is sent on its way. */
export class Admission {
  readonly #parts: AdmissionParts
  readonly #outcomes: AdmissionOutcomes

  constructor(parts: AdmissionParts, outcomes: AdmissionOutcomes) {
    this.#parts = parts
    this.#outcomes = outcomes
  }

  take(delivery: Delivery): void {
    const { reader, clock } = this.#parts
    let read: ReadJob | Promise<ReadJob>
    try {
      read = reader.read(delivery, clock.now())
    } catch (error) {
      this.#outcomes.track(this.#park(delivery, error), delivery)
      return
    }
    // Decompressed beside the event loop.
    if (read instanceof Promise) this.#outcomes.track(this.#takeLater(delivery, read), delivery)
    else this.#admit(delivery, read)
  }

  async #takeLater(delivery: Delivery, reading: Promise<ReadJob>): Promise<void> {
    let job: ReadJob
    try {
      job = await reading
    } catch (error) {
      await this.#park(delivery, error)
      return
    }
    this.#admit(delivery, job)
  }

  #admit(delivery: Delivery, job: ReadJob): void {
    const { clock, tasks, canDelay } = this.#parts
    const { onAdmitted, onRefused, track } = this.#outcomes
    const dueAtMs = unservedDelay(job.message, delivery, clock.now())
    if (dueAtMs !== undefined && canDelay) {
      track(this.#defer(delivery, job, dueAtMs), delivery)
      return
    }
    const attempt = this.#attemptOf(delivery, job)
    if (dueAtMs !== undefined) {
      const error = new UnsupportedError(messages.cannotWait({ due: toInstant(dueAtMs) }))
      track(onRefused(attempt, job, error), delivery)
    } else if (!attempt.task) {
      track(onRefused(attempt, job, tasks.unknown(job.message.function)), delivery)
    } else onAdmitted(attempt, job)
  }

  async #defer(delivery: Delivery, job: ReadJob, dueAtMs: number): Promise<void> {
    const refusal = await this.#parts.settler.defer(delivery, job, dueAtMs)
    if (refusal) await this.#outcomes.onRefused(this.#attemptOf(delivery, job), job, refusal)
  }

  #attemptOf(delivery: Delivery, { message }: ReadJob): Attempt {
    const { tasks, policies, clock } = this.#parts
    const task = tasks.find(message.function)
    const policy = task ? policies.of(task) : policies.fallback
    return newAttempt({ delivery, message, task, policy }, clock.now())
  }

  async #park(delivery: Delivery, error: unknown): Promise<void> {
    const isParked = await this.#parts.settler.parkUnreadable(delivery, error)
    this.#parts.report.unreadable(delivery, error, isParked)
  }
}
