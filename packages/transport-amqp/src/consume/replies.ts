import { randomUUID } from 'node:crypto'

import type { IncomingReply, ReplyBox, TransportError } from '@arq/core'
import { within } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import { channelClosed, toChannelError } from '../amqp-errors.js'
import { ChannelSupervisor } from '../connection/channel-supervisor.js'
import type { AmqpConnection } from '../connection/connection.js'
import { replyQueue } from '../topology/topology.js'

interface ListenerOptions {
  readonly connection: AmqpConnection
  readonly reconnectIntervalMs: number
  readonly onChannelClosed: (error: TransportError) => void
  readonly onEnd: () => void
}

interface ReplyBoxOptions extends ListenerOptions {
  readonly onReply: (reply: IncomingReply) => void
}

/** Longest wait for the broker when the box closes, milliseconds; a deletion is a matter of a few. */
const ANSWER_LIMIT_MS = 5000

/** An address for answers to this process. It keeps its name, and what is in it, over a lost connection. */
export class AmqpReplyBox implements ReplyBox {
  readonly address = `arq.reply.${randomUUID().replaceAll('-', '')}`
  readonly #options: ReplyBoxOptions
  readonly #supervisor: ChannelSupervisor<Channel>
  #channel: Channel | undefined
  #ending: Promise<void> | undefined

  constructor(options: ReplyBoxOptions) {
    this.#options = options
    this.#supervisor = new ChannelSupervisor({
      ...options,
      toError: (thrown) => toChannelError(thrown, this.address),
      open: (model) => model.createChannel(),
      setUp: (channel) => this.#setUp(channel),
      onLost: () => (this.#channel = undefined),
    })
  }

  start(limitMs: number): Promise<void> {
    return this.#supervisor.start(limitMs)
  }

  /** Deletes the address: later answers are unroutable. */
  close(): Promise<void> {
    this.#ending ??= this.#close()
    return this.#ending
  }

  async #close(): Promise<void> {
    // Where that fails, its lease ends it.
    const deleted = this.#channel?.deleteQueue(this.address).catch(() => undefined)
    if (deleted) await within(deleted, ANSWER_LIMIT_MS)
    await this.#supervisor.stop()
    this.#options.onEnd()
  }

  async #setUp(channel: Channel): Promise<void> {
    const { name, arguments: args } = replyQueue(this.address)
    await channel.assertQueue(name, { durable: true, arguments: args })
    await channel.consume(
      name,
      (message) => {
        // Cancelled by the broker, or by our own deletion of the queue.
        if (!message) {
          this.#onCancelled()
          return
        }
        const correlationId: unknown = message.properties.correlationId
        this.#options.onReply({
          body: message.content,
          correlationId: typeof correlationId === 'string' ? correlationId : undefined,
        })
      },
      { noAck: true },
    )
    this.#channel = channel
  }

  #onCancelled(): void {
    if (!this.#ending) this.#supervisor.recycle(channelClosed('reply queue deleted'))
  }
}
