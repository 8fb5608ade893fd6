import type { Channel, Message } from 'amqplib'

/** Acks that went out one by one may still be on their way through the broker this long after. */
const SINGLE_ACK_GRACE_MS = 150

/**
 * Settles the deliveries of one channel. The acks of one turn leave together: those without a gap before them as one
 * `multiple` ack, which is cheaper on both sides; the rest one by one.
 *
 * The broker closes the channel (406) when a `multiple` ack names a tag that was settled before, so the tag named is
 * always one that is settled now.
 */
export class SettleLane {
  #channel: Channel | undefined
  /** Every tag below is settled, on the wire or in `#asked`. Tags count from 1 on each channel. */
  #lowest = 1
  #highest = 0
  /** Acks not yet sent. */
  readonly #asked = new Set<number>()
  /** Tags from `#lowest` on that were settled on the wire, out of order. */
  readonly #settled = new Set<number>()
  #unsettled = 0
  #isFlushDue = false
  #isClosing = false
  #lastSingleAckAt = -Infinity
  #onDrained: (() => void) | undefined

  constructor(channel: Channel) {
    this.#channel = channel
  }

  /** The channel is gone: nothing can be settled any more. */
  get isDead(): boolean {
    return this.#channel === undefined
  }

  delivered(tag: number): void {
    this.#highest = Math.max(this.#highest, tag)
    this.#unsettled += 1
  }

  /** @returns false on a dead channel, where it has no effect */
  ack(tag: number): boolean {
    if (!this.#channel) return false
    this.#asked.add(tag)
    if (!this.#isFlushDue) {
      this.#isFlushDue = true
      process.nextTick(() => this.#flush())
    }
    this.#settledOne()
    return true
  }

  /** @returns false on a dead channel, where it has no effect */
  nack(tag: number, requeue: boolean): boolean {
    // Sent at once: a `multiple` ack of this turn may reach over it.
    if (!this.#send((channel) => channel.nack(named(tag), false, requeue))) return false
    this.#settled.add(tag)
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
    this.#channel = undefined
    this.#asked.clear()
    this.#settled.clear()
    this.#onDrained?.()
  }

  #flush(): void {
    this.#isFlushDue = false
    this.#flushRun()
    if (this.#isClosing || this.#asked.size === 0) return
    for (const tag of this.#asked) {
      if (!this.#send((channel) => channel.ack(named(tag)))) return
      this.#settled.add(tag)
    }
    this.#asked.clear()
    this.#lastSingleAckAt = performance.now()
  }

  /** All acks up to the first gap, as one. */
  #flushRun(): void {
    let last = 0
    let count = 0
    while (this.#lowest <= this.#highest) {
      if (this.#asked.delete(this.#lowest)) {
        last = this.#lowest
        count += 1
      } else if (!this.#settled.delete(this.#lowest)) break
      this.#lowest += 1
    }
    if (count === 0) return
    this.#send((channel) => channel.ack(named(last), count > 1))
    if (count === 1) this.#lastSingleAckAt = performance.now()
  }

  #settledOne(): void {
    this.#unsettled -= 1
    if (this.#unsettled === 0) this.#onDrained?.()
  }

  #send(act: (channel: Channel) => void): boolean {
    if (!this.#channel) return false
    try {
      act(this.#channel)
      return true
    } catch {
      // amqplib throws on a channel that is closing; its end, which is on its way here, makes the lane dead.
      this.die()
      return false
    }
  }
}

/** All that amqplib reads of a message it settles. */
const named = (deliveryTag: number): Message => ({ fields: { deliveryTag } }) as Message
