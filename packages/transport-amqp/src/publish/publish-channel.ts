import type { Clock, TransportError } from '@arq/core'
import type { ConfirmChannel } from 'amqplib'

import { channelClosed, replyCodeOf, toChannelError } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { ChannelSupervisor } from '../connection/channel-supervisor.js'
import type { AmqpConnection } from '../connection/connection.js'
import type { Route } from '../topology/route.js'
import { openPublishLink } from '../wire/open-publish-link.js'
import { ChannelGone, type PublishLink } from '../wire/publish-link.js'
import { ConfirmWindow } from './confirm-window.js'
import type { PendingPublish } from './pending-publish.js'

interface PublishChannelParts {
  readonly connection: AmqpConnection
  readonly settings: Pick<ResolvedAmqpSettings, 'reconnectIntervalMs' | 'wire'>
  readonly clock: Clock
  /** More can be sent. */
  readonly onReady: () => void
  /** The broker has confirmed a publish, or refused it. */
  readonly onAnswer: (publish: PendingPublish, isAck: boolean) => void
  /** All that one answer was about has been told. */
  readonly onAnswered: () => void
  /** What was sent and not answered. The next channel comes by itself. */
  readonly onLost: (error: TransportError, unanswered: readonly PendingPublish[]) => void
  readonly onChannelClosed: (error: TransportError) => void
}

/** A confirm channel that comes back by itself, and what was sent on it and not yet answered. */
export class PublishChannel {
  readonly #parts: PublishChannelParts
  readonly #supervisor: ChannelSupervisor<ConfirmChannel>
  #window = new ConfirmWindow()
  #link: PublishLink | undefined
  /** The socket has enough for now. */
  #needsDrain = false
  #lostAtMs: number
  #lastProgressAtMs = 0

  constructor(parts: PublishChannelParts) {
    this.#parts = parts
    this.#lostAtMs = parts.clock.monotonicNow()
    this.#supervisor = new ChannelSupervisor({
      connection: parts.connection,
      // A 404 is about an exchange that somebody deleted: what a message needs was declared before it was sent.
      toError: (thrown) =>
        replyCodeOf(thrown) === 404
          ? channelClosed(thrown)
          : toChannelError(thrown, 'publishing', 'write'),
      reconnectIntervalMs: parts.settings.reconnectIntervalMs,
      open: (model) => model.createConfirmChannel(),
      setUp: (channel) => this.#setUp(channel),
      onLost: (error) => this.#onLost(error),
      onChannelClosed: parts.onChannelClosed,
    })
  }

  get window(): ConfirmWindow {
    return this.#window
  }

  get isReady(): boolean {
    return this.#link !== undefined && !this.#needsDrain
  }

  /** Since when there is no channel, by the monotonic clock; `undefined` while there is one. */
  get downSinceMs(): number | undefined {
    return this.#link ? undefined : this.#lostAtMs
  }

  /** When something was last sent or answered, by the monotonic clock. */
  get lastProgressAtMs(): number {
    return this.#lastProgressAtMs
  }

  start(limitMs: number): Promise<void> {
    return this.#supervisor.start(limitMs)
  }

  stop(): Promise<void> {
    return this.#supervisor.stop()
  }

  /**
   * Sends a message on its way.
   * @returns false when the channel is gone: it was not sent
   * @throws when the message cannot be encoded: it was not sent
   */
  send(publish: PendingPublish, { exchange, routingKey, properties }: Route): boolean {
    if (!this.#link) return false
    const { outbound } = publish
    const message = properties === undefined ? outbound : { body: outbound.body, properties }
    try {
      this.#needsDrain = !this.#link.publish(exchange, routingKey, message)
    } catch (error) {
      if (!(error instanceof ChannelGone)) throw error
      this.#link = undefined
      return false
    }
    this.#progressed()
    publish.sentAtMs = this.#lastProgressAtMs
    this.#window.add(publish)
    return true
  }

  #setUp(channel: ConfirmChannel): Promise<void> {
    this.#window = new ConfirmWindow()
    this.#needsDrain = false
    channel.on('ack', ({ deliveryTag, multiple }) => this.#onAnswer(deliveryTag, multiple, true))
    channel.on('nack', ({ deliveryTag, multiple }) => this.#onAnswer(deliveryTag, multiple, false))
    // The broker sends a message back before it confirms it.
    channel.on('return', ({ fields, properties }) => {
      // amqplib's type leaves the reply of a returned message out.
      const reason: unknown = Reflect.get(fields, 'replyText')
      this.#window.markReturned(properties.messageId, String(reason))
    })
    this.#link = openPublishLink(channel, this.#parts.settings.wire, () => {
      this.#needsDrain = false
      this.#parts.onReady()
    })
    this.#parts.onReady()
    return Promise.resolve()
  }

  #onAnswer(tag: number, multiple: boolean, isAck: boolean): void {
    for (const publish of this.#window.takeAnswered(tag, multiple))
      this.#parts.onAnswer(publish, isAck)
    this.#progressed()
    this.#parts.onAnswered()
  }

  #onLost(error: TransportError): void {
    this.#link = undefined
    this.#needsDrain = false
    this.#lostAtMs = this.#parts.clock.monotonicNow()
    this.#parts.onLost(error, this.#window.drain())
  }

  #progressed(): void {
    this.#lastProgressAtMs = this.#parts.clock.monotonicNow()
  }
}
