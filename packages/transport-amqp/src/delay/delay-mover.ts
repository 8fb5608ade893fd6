import type { Delivery } from '@arq/core'
import { WorkUnderWay } from '@arq/core/internal'

import { stageFor } from './bucket-grid.js'
import { type DelayedMessage, readDelayed } from './delayed-message.js'
import { forwardMessage, type MoverSender, waitAgain } from './forward-message.js'
import { type BufferLimits, MoverBuffer } from './mover-buffer.js'

/** Stops and starts the deliveries to a mover. */
interface MoverIntake {
  pause(): void
  resume(): void
}

interface DelayMoverParts extends MoverSender {
  readonly limits: BufferLimits
  readonly intake: MoverIntake
}

/** Pause before a message is published again whose publish failed, or whose outcome is unknown, milliseconds. */
const RETRY_MS = 1000

/**
 * Takes what comes to the due queue, holds it until it is due, and publishes it to its own queue. A message is
 * acknowledged only when the broker has confirmed what follows from it: a crash in between repeats it, and loses none.
 * Any number of movers share the due queue; each holds what it was given.
 *
 * The wall clock of this process is compared with a message's moment once, when the message comes. From then on the
 * mover waits by the monotonic clock.
 */
export class DelayMover {
  readonly #parts: DelayMoverParts
  readonly #buffer: MoverBuffer
  readonly #underWay = new WorkUnderWay()
  #unsettledBytes = 0
  #isPaused = false
  #isStopping = false

  constructor(parts: DelayMoverParts) {
    this.#parts = parts
    this.#buffer = new MoverBuffer({ ...parts, onDue: (messages) => this.#onDue(messages) })
  }

  accept(delivery: Delivery): void {
    this.#unsettledBytes += delivery.body.length
    if (!this.#isPaused && this.#unsettledBytes > this.#parts.limits.maxBytes) {
      this.#isPaused = true
      this.#parts.intake.pause()
    }
    this.#place(readDelayed(delivery, this.#parts.clock))
  }

  /** Gives back what it holds, and waits for what is on its way. What comes later is given back at once. */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const { delivery } of this.#buffer.drain()) this.#giveBack(delivery)
    await this.#underWay.idle()
  }

  /** Messages that are due in one moment leave in one turn of the event loop, and so in few writes. */
  #onDue(messages: readonly DelayedMessage[]): void {
    for (const message of messages) this.#place(message)
  }

  #place(message: DelayedMessage): void {
    const { delivery, due } = message
    if (this.#isStopping || delivery.isStale) {
      this.#giveBack(delivery)
      return
    }
    const stage = stageFor(due.monotonicMs - this.#parts.clock.monotonicNow())
    if (stage.to === 'target') this.#settleAfter(message, forwardMessage(message, this.#parts))
    else if (stage.to === 'bucket') this.#putBack(message)
    else {
      this.#buffer.add(message, due.monotonicMs)
      for (const each of this.#buffer.spill()) this.#putBack(each)
    }
  }

  /** Into a bucket, to come again nearer to its time. */
  #putBack(message: DelayedMessage): void {
    const { due, note } = message
    const next = { due, refusals: note?.refusals ?? 0 }
    this.#settleAfter(message, waitAgain(message, next, this.#parts))
  }

  /** Acknowledges a message when what follows from it is confirmed, and else tries again. */
  #settleAfter(message: DelayedMessage, following: Promise<void>): void {
    this.#underWay.begin()
    const settled = following.then(
      () => {
        message.delivery.ack()
        this.#onSettled(message.delivery)
      },
      () => this.#tryLater(message),
    )
    void settled.finally(() => this.#underWay.end())
  }

  #tryLater(message: DelayedMessage): void {
    if (this.#isStopping || message.delivery.isStale) this.#giveBack(message.delivery)
    else this.#buffer.add(message, this.#parts.clock.monotonicNow() + RETRY_MS)
  }

  #giveBack(delivery: Delivery): void {
    // When its channel is gone, the broker has given it to somebody already, perhaps to us again.
    if (!delivery.isStale) delivery.nack({ requeue: true })
    this.#onSettled(delivery)
  }

  #onSettled(delivery: Delivery): void {
    this.#unsettledBytes -= delivery.body.length
    const isRelieved = this.#unsettledBytes <= this.#parts.limits.maxBytes / 2
    if (!this.#isPaused || !isRelieved || this.#isStopping) return
    this.#isPaused = false
    this.#parts.intake.resume()
  }
}
