import type { TransportError } from '@arq/core'
import type { Channel, ChannelModel } from 'amqplib'

import { channelClosed, connectionLost } from '../amqp-errors.js'
import type { AmqpConnection, ConnectionObserver } from './connection.js'
import { closeQuietly } from './scratch-channel.js'

interface WatchedChannelParts {
  readonly connection: AmqpConnection
  /** The connection that the channel was opened on. */
  readonly model: ChannelModel
  readonly channel: Channel
  /** What an error of the channel means to its users. */
  readonly toError: (thrown: unknown) => TransportError
  /** Told once. */
  readonly onLost: (error: TransportError) => void
}

/** Follows one channel to its end, and finds out why it ended. */
export class WatchedChannel {
  /** Resolves when the channel has ended. */
  readonly lost: Promise<TransportError>
  readonly #parts: WatchedChannelParts
  readonly #observer: ConnectionObserver
  #resolveLost: (error: TransportError) => void = () => undefined
  /** Why the channel ended, as it or its owner said. */
  #ownReason: TransportError | undefined
  /** Why the connection ended. */
  #connectionReason: TransportError | undefined
  #isOver = false

  constructor(parts: WatchedChannelParts) {
    this.#parts = parts
    this.lost = new Promise((resolve) => (this.#resolveLost = resolve))
    this.#observer = {
      onLost: (error) => {
        this.#connectionReason = error
        this.#end()
      },
    }
    const { connection, channel, toError } = parts
    connection.observe(this.#observer)
    channel.on('error', (error) => (this.#ownReason = toError(error)))
    channel.on('handler-error', (error) => this.drop(channelClosed(error)))
    channel.on('close', () => this.#end())
  }

  get channel(): Channel {
    return this.#parts.channel
  }

  /** Ends it from our side. */
  drop(error: TransportError): void {
    this.#ownReason ??= error
    void closeQuietly(this.channel).then(() => this.#end())
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    // On a lost connection the channels hear of it first. A moment later the reason is known.
    queueMicrotask(() => {
      this.#parts.connection.unobserve(this.#observer)
      const reason = this.#reason()
      this.#parts.onLost(reason)
      this.#resolveLost(reason)
    })
  }

  #reason(): TransportError {
    const { connection, model } = this.#parts
    if (connection.model === model) return this.#ownReason ?? channelClosed('closed by us')
    return this.#connectionReason ?? this.#ownReason ?? connectionLost(undefined, connection.where)
  }
}
