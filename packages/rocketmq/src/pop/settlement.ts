import { ConfigurationError } from '../errors/errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import type { PopPlace } from '../protocol/requests/pop.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { Hold } from './hold.js'
import type { PopClient } from './pop-client.js'

export interface SettlementParts {
  readonly pops: Pick<PopClient, 'ack' | 'ackBatch' | 'changeInvisible'>
  /** Whose messages they are, for errors. */
  readonly name: Text
  readonly logger: TextLogger
}

/** A message that is received and not yet settled. */
interface OpenMessage {
  readonly place: PopPlace
  /** How long it was hidden by the pop, or by the last change. */
  readonly invisibleMs: number
  /** By the monotonic clock. */
  readonly hiddenUntilMs: number
}

/** Settles popped messages. Each has one handle at a time: a change of its invisible time makes the one before void. */
export class Settlement {
  readonly #parts: SettlementParts
  readonly #open = new WeakMap<MessageExt, OpenMessage>()
  readonly #settled = new WeakSet<MessageExt>()

  constructor(parts: SettlementParts) {
    this.#parts = parts
  }

  /** A message was received: from now on it is to be settled. */
  add(message: MessageExt, place: PopPlace): void {
    const { invisibleMs } = place.handle
    const hiddenUntilMs = performance.now() + invisibleMs
    this.#open.set(message, { place, invisibleMs, hiddenUntilMs })
  }

  /** Whether a message was received here, and is not settled. */
  isOpen(message: MessageExt): boolean {
    return this.#open.has(message)
  }

  /** @throws {@link ConfigurationError} it was not received here, or is settled already; what the call throws */
  async ack(message: MessageExt): Promise<void> {
    await this.#parts.pops.ack(this.#openOf(message).place)
    this.#close(message)
  }

  /**
   * Acknowledges many, with one request for each broker. Those that are settled already are left out, so that a call
   * that failed can be repeated.
   * @throws {@link ConfigurationError} one was not received here: then none is acknowledged
   * @throws what the first broker that failed has said; messages of the others are settled
   */
  async ackBatch(messages: readonly MessageExt[]): Promise<void> {
    const acks = [...this.#byBroker(messages)].map(async ([brokerName, ofBroker]) => {
      await this.#parts.pops.ackBatch(brokerName, [...ofBroker.values()])
      for (const message of ofBroker.keys()) this.#close(message)
    })
    const failed = (await Promise.allSettled(acks)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }

  /** @throws {@link ConfigurationError} it was not received here, or is settled already; what the call throws */
  async changeInvisible(message: MessageExt, invisibleMs: number): Promise<void> {
    const { place } = this.#openOf(message)
    const hiddenUntilMs = performance.now() + invisibleMs
    const handle = await this.#parts.pops.changeInvisible(place, invisibleMs)
    // An acknowledgement may have overtaken it.
    if (!this.isOpen(message)) return
    this.#open.set(message, { place: { ...place, handle }, invisibleMs, hiddenUntilMs })
  }

  /**
   * Gives the message, and its whole lite topic, back for a while. Brokers do not count that as a further attempt.
   * @throws as {@link changeInvisible}
   */
  async suspend(message: MessageExt, forMs: number): Promise<void> {
    const { place } = this.#openOf(message)
    await this.#parts.pops.changeInvisible(place, forMs, { isSuspended: true })
    this.#close(message)
  }

  /** As {@link changeInvisible}, where a failure changes nothing for the caller: the message comes at another time. */
  async tryChangeInvisible(message: MessageExt, invisibleMs: number): Promise<void> {
    try {
      await this.changeInvisible(message, invisibleMs)
    } catch (error) {
      this.#onFailed(message, error)
    }
  }

  /**
   * Keeps a message hidden until the hold is ended.
   * @throws {@link ConfigurationError} it was not received here, or is settled already
   */
  hold(message: MessageExt): Hold {
    const { invisibleMs, hiddenUntilMs } = this.#openOf(message)
    return new Hold({
      invisibleMs,
      hiddenUntilMs,
      renew: () => this.changeInvisible(message, invisibleMs),
      onFailed: (error) => this.#onFailed(message, error),
    })
  }

  #onFailed({ msgId }: MessageExt, error: unknown): void {
    this.#parts.logger.warn(texts.logInvisibleTimeKept(), {
      msgId,
      error,
    })
  }

  /** Others settle a message: it is no longer to be settled here. */
  forget(message: MessageExt): void {
    this.#close(message)
  }

  #byBroker(messages: readonly MessageExt[]): Map<string, Map<MessageExt, PopPlace>> {
    const brokers = new Map<string, Map<MessageExt, PopPlace>>()
    for (const message of messages) {
      if (this.#settled.has(message)) continue
      const { place } = this.#openOf(message)
      const { brokerName } = place.handle
      const ofBroker = brokers.get(brokerName) ?? new Map<MessageExt, PopPlace>()
      ofBroker.set(message, place)
      brokers.set(brokerName, ofBroker)
    }
    return brokers
  }

  #close(message: MessageExt): void {
    this.#open.delete(message)
    this.#settled.add(message)
  }

  #openOf(message: MessageExt): OpenMessage {
    const open = this.#open.get(message)
    if (open) return open
    const issue = { path: 'message', text: texts.notReceivedHere() }
    throw new ConfigurationError(this.#parts.name, [issue])
  }
}
