import { SequenceWindow } from '@arq/core/internal'

import type { SettleLink } from '../wire/settle-link.js'
import type { SettlePace } from './settle-pace.js'

/**
 * How long a channel stays open after single acks, milliseconds: a quorum queue can lose those that are still on their
 * way through the broker when their channel closes.
 */
const SINGLE_ACK_GRACE_MS = 150

/**
 * Settles the deliveries of one channel. Acks leave together, see {@link SettlePace}: those without a gap before them as one
 * `multiple` ack, which is cheaper on both sides; the rest one by one.
 *
 * The broker closes the channel (406) when a `multiple` ack names a tag that was settled before, so the tag named is
 * always one that is settled now.
 */
export class SettleLane {
  #link: SettleLink | undefined
  readonly #pace: SettlePace
  /** So many can be out or unsent before the broker might run dry. */
  readonly #spare: number
  /** What was delivered, from the first gap on. Tags count from 1 on each channel. */
  readonly #tags = new SequenceWindow<TagState>()
  /** Acks not yet sent, in the order in which they were asked for. */
  #asked: number[] = []
  #unsettled = 0
  #flushAsked: 'now' | 'soon' | undefined
  readonly #flushDue = (): void => this.#flush()
  #isClosing = false
  #lastSingleAckAt = -Infinity
  #onDrained: (() => void) | undefined

  /**
   * @param pace of its connection
   * @param prefetch how many deliveries can be out
   */
  constructor(link: SettleLink, pace: SettlePace, prefetch: number) {
    this.#link = link
    this.#pace = pace
    this.#spare = prefetch / 2
  }

  /** The channel is gone: nothing can be settled any more. */
  get isDead(): boolean {
    return this.#link === undefined
  }

  /** How many deliveries are out. */
  get unsettled(): number {
    return this.#unsettled
  }

  delivered(tag: number): void {
    // A tag that never came here is nothing to wait for.
    for (let added = this.#tags.add('out'); added < tag; added = this.#tags.add('out')) {
      this.#tags.take(added)
    }
    this.#unsettled += 1
  }

  /** @returns false on a dead channel, where it has no effect */
  ack(tag: number): boolean {
    if (!this.#link) return false
    this.#tags.set(tag, 'asked')
    this.#asked.push(tag)
    this.#settledOne()
    this.#askFlush()
    return true
  }

  /** @returns false on a dead channel, where it has no effect */
  nack(tag: number, requeue: boolean): boolean {
    // Sent at once: a `multiple` ack of this turn may reach over it.
    if (!this.#send((link) => link.nack(tag, requeue))) return false
    this.#tags.take(tag)
    this.#settledOne()
    return true
  }

  /** Resolves when nothing is left to settle, or nothing can be. */
  drained(): Promise<void> {
    if (this.#unsettled === 0 || this.isDead) return Promise.resolve()
    return new Promise((resolve) => (this.#onDrained = resolve))
  }

  /**
   * No further deliveries come. Until {@link flushAll} only `multiple` acks go out: quorum queues can lose acks that
   * went out one by one, in great number, shortly before their channel closes.
   */
  prepareClose(): void {
    this.#isClosing = true
  }

  /** Sends every ack there is, and says how long the channel should stay open for them. */
  flushAll(): number {
    this.#isClosing = false
    this.#flush()
    return Math.max(0, this.#lastSingleAckAt + SINGLE_ACK_GRACE_MS - performance.now())
  }

  /** The channel is gone. */
  die(): void {
    this.#link = undefined
    this.#asked = []
    this.#onDrained?.()
  }

  #askFlush(): void {
    const canWait = this.#asked.length + this.#unsettled <= this.#spare
    if (this.#flushAsked === 'now' || (this.#flushAsked === 'soon' && canWait)) return
    this.#flushAsked = canWait ? 'soon' : 'now'
    this.#pace.ask(this.#flushDue, { canWait })
  }

  #flush(): void {
    this.#flushAsked = undefined
    if (this.#flushRun() === this.#asked.length) {
      this.#asked.length = 0
      return
    }
    this.#asked = this.#asked.filter((tag) => this.#tags.get(tag) === 'asked')
    if (this.#isClosing) return
    for (const tag of this.#asked) {
      if (!this.#send((link) => link.ack(tag, false))) return
      this.#tags.take(tag)
    }
    this.#asked = []
    this.#lastSingleAckAt = performance.now()
  }

  /**
   * All acks up to the first gap, as one.
   * @returns how many
   */
  #flushRun(): number {
    let last = 0
    let count = 0
    for (let tag = this.#tags.lowest; this.#tags.get(tag) === 'asked'; tag = this.#tags.lowest) {
      this.#tags.take(tag)
      last = tag
      count += 1
    }
    if (count === 0) return 0
    this.#send((link) => link.ack(last, count > 1))
    if (count === 1) this.#lastSingleAckAt = performance.now()
    return count
  }

  #settledOne(): void {
    this.#unsettled -= 1
    if (this.#unsettled === 0) this.#onDrained?.()
  }

  #send(act: (link: SettleLink) => void): boolean {
    if (!this.#link) return false
    try {
      act(this.#link)
      return true
    } catch {
      // The channel is closing; its end, which is on its way here, makes the lane dead.
      this.die()
      return false
    }
  }
}

/** A delivery that is not settled on the wire: nobody has settled it yet, or its ack is still to be sent. */
type TagState = 'out' | 'asked'
