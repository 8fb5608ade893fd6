import { type Clock, errorText } from '@arq/core'
import { GrowingPause, type TextLogger } from '@arq/core/internal'

import type { QueuePauses } from '../intake/queue-pauses.js'

/** What takes the messages of one queue. */
export interface SwitchedIntake {
  /** Takes nothing until {@link resume}. @throws what the transport rejects with */
  pause(): Promise<void>
  /** Called once nothing comes any more: what waits here goes back to the queue. @returns how many those are */
  handBack(): number
  /** @throws what the transport rejects with */
  resume(): Promise<void>
}

interface QueueSwitchParts {
  readonly queueName: string
  readonly pauses: QueuePauses
  readonly intake: SwitchedIntake
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
    const { queueName, pauses, intake } = this.#parts
    await intake.pause()
    pauses.noteConsumer(queueName, false)
    // Not before: the broker would hand them out here again.
    if (pauses.has(queueName)) this.#handedBack += intake.handBack()
  }

  async #open(): Promise<void> {
    const { queueName, pauses, intake } = this.#parts
    pauses.noteConsumer(queueName, true)
    await intake.resume()
  }
}
