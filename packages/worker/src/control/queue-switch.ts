import { type Clock, errorText } from '@arq/core'
import { GrowingPause, type TextLogger } from '@arq/core/internal'

import type { Suspects } from '../crashes/suspects.js'
import type { QueueIntake } from '../intake/queue-intake.js'
import type { QueuePauses } from '../intake/queue-pauses.js'
import type { WaitingJobs } from '../intake/waiting-jobs.js'

interface QueueSwitchParts {
  readonly queueName: string
  readonly pauses: QueuePauses
  readonly intake: QueueIntake
  readonly suspects: Suspects
  readonly waiting: WaitingJobs
  readonly fillSlots: () => void
  readonly clock: Clock
  readonly logger: TextLogger
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
}

/** Brings the consumer of one queue in line with its pauses: one change after the other, the last wish wins. */
export class QueueSwitch {
  readonly #parts: QueueSwitchParts
  #isOpen = true
  #handedBack = 0
  #changing: Promise<void> | undefined

  constructor(parts: QueueSwitchParts) {
    this.#parts = parts
  }

  /** Jobs that were handed back by pauses. */
  get handedBack(): number {
    return this.#handedBack
  }

  /** Resolves when the queue is consumed, or not, as it should be. Never rejects. */
  async sync(): Promise<void> {
    this.#changing ??= this.#change().finally(() => (this.#changing = undefined))
    await this.#changing
  }

  async #change(): Promise<void> {
    const { clock, signal, pauses, queueName } = this.#parts
    const pause = new GrowingPause({ firstMs: 100, longestMs: 5000, clock, signal })
    while (!signal.aborted && this.#isOpen === pauses.has(queueName)) {
      try {
        await (this.#isOpen ? this.#close() : this.#open())
        this.#isOpen = !this.#isOpen
      } catch (error) {
        this.#parts.logger.warn(errorText(error))
        await pause.wait()
      }
    }
  }

  async #close(): Promise<void> {
    const { queueName, pauses, intake, suspects, waiting } = this.#parts
    await Promise.all([intake.pause(), suspects.pause(queueName)])
    pauses.noteConsumer(queueName, false)
    // Not before: the broker would hand them out here again.
    if (pauses.has(queueName)) this.#handedBack += waiting.handBackAll(queueName)
  }

  async #open(): Promise<void> {
    const { queueName, pauses, intake, suspects, fillSlots } = this.#parts
    pauses.noteConsumer(queueName, true)
    await intake.resume()
    suspects.resume()
    fillSlots()
  }
}
