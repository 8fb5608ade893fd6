import type { Clock } from '@arq/core'
import { type AbortRequest, isAbortOf } from '@arq/core/internal'

import type { WorkerCounts } from '../reports/worker-counts.js'
import { type Attempt, noteAsker } from '../run/attempt.js'
import type { Settler } from '../settle/settler.js'
import type { Slots } from './slots.js'

/** Jobs of a queue that wait in this worker, and those that it started. */
export interface Backlog {
  /** How long the oldest waiting job has waited; `undefined`: none waits. */
  readonly longestWaitMs: number | undefined
  /** Jobs that were started since the worker began. */
  readonly started: number
}

/** Jobs that have left the line and are not settled yet. */
export interface Withdrawn {
  /** Gives the jobs back to the broker. @returns how many */
  handBack(): number
}

interface WaitingJobsParts {
  readonly slots: Slots<Attempt>
  readonly settler: Settler
  readonly counts: WorkerCounts
  readonly clock: Clock
}

/** The jobs that wait for a slot, and the ways out of the line other than a start. */
export class WaitingJobs {
  readonly #parts: WaitingJobsParts

  constructor(parts: WaitingJobsParts) {
    this.#parts = parts
  }

  backlog(queueName: string): Backlog {
    const { oldest, started } = this.#parts.slots.lane(queueName)
    return { longestWaitMs: oldest && this.#waitOf(oldest), started }
  }

  /** Takes the jobs of a queue out of the line that have waited for `atLeastMs`. */
  withdraw(queueName: string, atLeastMs: number): Withdrawn {
    const { slots, counts } = this.#parts
    const hasWaited = (attempt: Attempt): boolean => this.#waitOf(attempt) >= atLeastMs
    const withdrawn = slots.takeWhere(hasWaited, queueName)
    return {
      handBack: () => {
        this.#requeue(withdrawn)
        counts.waitedTooLong += withdrawn.length
        return withdrawn.length
      },
    }
  }

  /** Takes an aborted job out of the line; its caller ends it. */
  takeAborted(request: AbortRequest): readonly Attempt[] {
    const taken = this.#parts.slots.takeWhere(({ message }) => isAbortOf(message, request))
    for (const attempt of taken) noteAsker(attempt, request)
    return taken
  }

  /** Gives all that waits back to the broker, of one queue or of any: the worker stops, or is paused. @returns how many */
  handBackAll(queueName?: string): number {
    const waiting = this.#parts.slots.takeWhere(() => true, queueName)
    this.#requeue(waiting)
    this.#parts.counts.requeued += waiting.length
    return waiting.length
  }

  #waitOf({ startedMonotonicMs: receivedMs }: Attempt): number {
    return this.#parts.clock.monotonicNow() - receivedMs
  }

  #requeue(attempts: readonly Attempt[]): void {
    for (const { delivery, place } of attempts) {
      place?.drop()
      this.#parts.settler.requeue(delivery)
    }
  }
}
