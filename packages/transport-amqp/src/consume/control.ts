import type { BroadcastSignal, TransportError } from '@arq/core'
import type { Channel, ConsumeMessage } from 'amqplib'

import { channelClosed, toChannelError } from '../amqp-errors.js'
import { ChannelSupervisor } from '../connection/channel-supervisor.js'
import type { AmqpConnection } from '../connection/connection.js'
import type { TopologyAsserter } from '../topology/assert-topology.js'
import { CONTROL_EXCHANGE } from '../topology/topology.js'

interface ControlListenerOptions {
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly reconnectIntervalMs: number
  readonly onSignal: (signal: BroadcastSignal) => void
  readonly onChannelClosed: (error: TransportError) => void
  readonly onEnd: () => void
}

/** Hears every signal while it is connected; what is sent during an outage is missed. */
export class ControlListener {
  readonly #options: ControlListenerOptions
  readonly #supervisor: ChannelSupervisor<Channel>
  #ending: Promise<void> | undefined

  constructor(options: ControlListenerOptions) {
    this.#options = options
    this.#supervisor = new ChannelSupervisor({
      ...options,
      toError: (thrown) => toChannelError(thrown, CONTROL_EXCHANGE),
      open: (model) => model.createChannel(),
      setUp: (channel) => this.#setUp(channel),
      onLost: () => options.topology.forgetAll(),
    })
  }

  start(limitMs: number): Promise<void> {
    return this.#supervisor.start(limitMs)
  }

  close(): Promise<void> {
    this.#ending ??= this.#supervisor.stop().then(() => this.#options.onEnd())
    return this.#ending
  }

  async #setUp(channel: Channel): Promise<void> {
    await this.#options.topology.ensureExchange({ type: 'fanout', name: CONTROL_EXCHANGE })
    // Named by the broker: after a lost connection the old one may still be there, locked.
    const { queue } = await channel.assertQueue('', {
      durable: false,
      exclusive: true,
      autoDelete: true,
    })
    await channel.bindQueue(queue, CONTROL_EXCHANGE, '')
    await channel.consume(queue, (message) => this.#onMessage(message), { noAck: true })
  }

  #onMessage(message: ConsumeMessage | null): void {
    if (!message) {
      this.#supervisor.recycle(channelClosed('control queue deleted'))
      return
    }
    const signal = decodeSignal(message.content)
    if (signal) this.#options.onSignal(signal)
  }
}

/** `undefined` for what is no signal: the exchange is open to everybody in the virtual host. */
export function decodeSignal(body: Buffer): BroadcastSignal | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
  const isSignal =
    typeof parsed === 'object' && parsed !== null && typeof Reflect.get(parsed, 'kind') === 'string'
  // Its shape has just been checked; what else it carries is for the receiver to check.
  return isSignal ? (parsed as BroadcastSignal) : undefined
}
