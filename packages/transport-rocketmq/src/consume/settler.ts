import { WorkUnderWay } from '@arq/core/internal'

import type { Parcel } from '../wire/message-form.js'
import { AckLane, type Acknowledger } from './ack-lane.js'
import type { RocketMQDelivery, Settlement } from './rocketmq-delivery.js'

export interface SettlerParts {
  readonly acknowledger: Acknowledger
  /** Sends a message to its queue again. */
  readonly sendAgain: (parcel: Parcel) => Promise<void>
  /** Sends a message that was refused to the dead letters; absent: there are none. */
  readonly sendToDeadLetters: ((parcel: Parcel) => Promise<void>) | undefined
  /** A message was somebody else's by the time it was settled. */
  readonly onStale: () => void
  /** Something that was under way has ended. */
  readonly onDone: () => void
}

/** A message that could not be sent again comes by itself, after this time and some 2 s. */
const RELEASE_MS = 1000

/** Brings to the broker what has become of messages. None of its calls rejects: what fails comes again by itself. */
export class Settler {
  readonly #parts: SettlerParts
  readonly #acks: AckLane
  readonly #settling = new Set<RocketMQDelivery>()
  readonly #underWay = new WorkUnderWay()

  constructor(parts: SettlerParts) {
    this.#parts = parts
    this.#acks = new AckLane(parts.acknowledger)
  }

  /** Those whose settlement the broker does not have yet: they are to stay hidden meanwhile. */
  get deliveries(): Iterable<RocketMQDelivery> {
    return this.#settling
  }

  get isIdle(): boolean {
    return this.#underWay.isIdle
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#underWay.idle()
  }

  settle(delivery: RocketMQDelivery, settlement: Settlement): Promise<void> {
    if (settlement === 'ack') return this.acknowledge(delivery)
    return settlement === 'requeue' ? this.giveBack(delivery) : this.#refuse(delivery)
  }

  acknowledge(delivery: RocketMQDelivery): Promise<void> {
    return this.#track(delivery, () => this.#acknowledge(delivery))
  }

  /** As a new message, at once: the broker's own way takes three seconds. It is there before the old one is gone. */
  giveBack(delivery: RocketMQDelivery): Promise<void> {
    const { parcel } = delivery
    const again = { ...parcel, returns: parcel.returns + 1, dueAtMs: undefined }
    return this.#replace(delivery, () => this.#parts.sendAgain(again))
  }

  /** Nobody has had it: it goes on as it was, with another timer where it is not due yet. */
  sendOn(delivery: RocketMQDelivery): Promise<void> {
    return this.#replace(delivery, () => this.#parts.sendAgain(delivery.parcel))
  }

  #refuse(delivery: RocketMQDelivery): Promise<void> {
    const { sendToDeadLetters } = this.#parts
    if (!sendToDeadLetters) return this.acknowledge(delivery)
    const letter = { ...delivery.parcel, returns: 0, dueAtMs: undefined }
    return this.#replace(delivery, () => sendToDeadLetters(letter))
  }

  #replace(delivery: RocketMQDelivery, send: () => Promise<void>): Promise<void> {
    return this.#track(delivery, async () => {
      try {
        await send()
      } catch {
        await delivery.lease.release(RELEASE_MS)
        return
      }
      await this.#acknowledge(delivery)
    })
  }

  async #acknowledge({ lease }: RocketMQDelivery): Promise<void> {
    const isAcknowledged = await this.#acks.ack(lease)
    lease.giveUp()
    if (!isAcknowledged) this.#parts.onStale()
  }

  async #track(delivery: RocketMQDelivery, work: () => Promise<void>): Promise<void> {
    this.#settling.add(delivery)
    this.#underWay.begin()
    try {
      await work()
    } finally {
      this.#settling.delete(delivery)
      this.#underWay.end()
      this.#parts.onDone()
    }
  }
}
