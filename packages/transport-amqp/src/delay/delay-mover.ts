import type { Delivery } from '@arq/core'

import { stageFor } from './bucket-grid.js'
import { forwardLetter, type LetterSender, waitAgain } from './forward-letter.js'
import { type Letter, readLetter } from './letter.js'
import { type HoldLimits, LetterHold } from './letter-hold.js'

/** The tap of what the broker hands to a mover. */
interface MoverIntake {
  pause(): void
  resume(): void
}

interface DelayMoverOptions extends LetterSender {
  readonly limits: HoldLimits
  readonly intake: MoverIntake
}

/** A publish whose outcome is not known, or that could not be sent, is tried again after this. */
const RETRY_MS = 1000

/**
 * Takes what comes to the due queue, holds it until it is due, and publishes it to its own queue. A letter is
 * acknowledged only when the broker has confirmed what follows from it: a crash in between repeats it, and loses none.
 * Any number of movers share the due queue; each holds what it was given.
 *
 * When a letter is due is judged by this process's clock.
 */
export class DelayMover {
  readonly #options: DelayMoverOptions
  readonly #hold: LetterHold
  readonly #underWay = new Set<Promise<void>>()
  #unsettledBytes = 0
  #isPaused = false
  #isStopping = false

  constructor(options: DelayMoverOptions) {
    this.#options = options
    this.#hold = new LetterHold({ ...options, onDue: (letters) => this.#onDue(letters) })
  }

  take(delivery: Delivery): void {
    this.#unsettledBytes += delivery.body.length
    if (!this.#isPaused && this.#unsettledBytes > this.#options.limits.maxBytes) {
      this.#isPaused = true
      this.#options.intake.pause()
    }
    this.#place(readLetter(delivery))
  }

  /** Gives back what it holds, and waits for what is on its way. What comes later is given back at once. */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const { delivery } of this.#hold.drain()) this.#giveBack(delivery)
    await Promise.all(this.#underWay)
  }

  /** All of one moment leave in one turn, and so in few writes. */
  #onDue(letters: readonly Letter[]): void {
    for (const letter of letters) this.#place(letter)
  }

  #place(letter: Letter): void {
    const { delivery, note } = letter
    if (this.#isStopping || delivery.isStale) {
      this.#giveBack(delivery)
      return
    }
    const stage = stageFor(note ? note.dueAtMs - this.#options.clock.now() : 0)
    if (stage.to === 'target') this.#settleAfter(letter, forwardLetter(letter, this.#options))
    else if (stage.to === 'bucket') this.#putBack(letter)
    else if (note) {
      this.#hold.add(letter, note.dueAtMs)
      for (const each of this.#hold.spill()) this.#putBack(each)
    }
  }

  /** Into a bucket, to come again nearer to its time. */
  #putBack(letter: Letter): void {
    if (letter.note) this.#settleAfter(letter, waitAgain(letter, letter.note, this.#options))
  }

  /** Acknowledges a letter when what follows from it is confirmed, and else tries again. */
  #settleAfter(letter: Letter, following: Promise<void>): void {
    const settled = following.then(
      () => {
        letter.delivery.ack()
        this.#onSettled(letter.delivery)
      },
      () => this.#tryLater(letter),
    )
    this.#underWay.add(settled)
    void settled.finally(() => this.#underWay.delete(settled))
  }

  #tryLater(letter: Letter): void {
    if (this.#isStopping || letter.delivery.isStale) this.#giveBack(letter.delivery)
    else this.#hold.add(letter, this.#options.clock.now() + RETRY_MS)
  }

  #giveBack(delivery: Delivery): void {
    // When its channel is gone, the broker has given it to somebody already, perhaps to us again.
    if (!delivery.isStale) delivery.nack({ requeue: true })
    this.#onSettled(delivery)
  }

  #onSettled(delivery: Delivery): void {
    this.#unsettledBytes -= delivery.body.length
    const isRelieved = this.#unsettledBytes <= this.#options.limits.maxBytes / 2
    if (!this.#isPaused || !isRelieved || this.#isStopping) return
    this.#isPaused = false
    this.#options.intake.resume()
  }
}
