import { type Clock, ClosedError, type TransportError, UnsupportedError } from '@arq/core'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import type { AmqpConnection } from '../connection/connection.js'
import type { OpenApart } from '../connection/scratch-connection.js'
import { AmqpConsumer } from '../consume/consumer.js'
import { messages } from '../messages.js'
import type { Outbound } from '../publish/outbound.js'
import { Publisher } from '../publish/publisher.js'
import type { Router } from '../publish/router.js'
import type { TopologyAsserter } from '../topology/assert-topology.js'
import { MechanismChoice } from './choose-mechanism.js'
import { DelayMover } from './delay-mover.js'
import { DUE_QUEUE } from './delay-queues.js'

interface DelaysOptions {
  readonly settings: ResolvedAmqpSettings
  readonly clock: Clock
  /** For publishing. */
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly router: Router
  /** The callers' own publisher, on the same connection. */
  readonly publisher: Publisher
  readonly openApart: OpenApart
  readonly onStaleSettle: (queueName: string) => void
  readonly onCancelled: (queueName: string) => void
  readonly onChannelClosed: (error: TransportError) => void
  readonly onUndeliverable: (queueName: string) => void
}

/** Where a mover consumes; opened when it is needed. */
type OpenConsumeSide = () => Promise<
  Pick<ConstructorParameters<typeof AmqpConsumer>[0], 'connection' | 'topology' | 'interceptors'>
>

interface RunningMover {
  readonly mover: DelayMover
  readonly consumer: AmqpConsumer
  readonly publisher: Publisher
}

const MIB = 1024 * 1024

/** What one mover may hold: some 3,000 messages a second pass before any has to go back into a bucket. */
const HOLD_LIMITS = { maxLetters: 4000, maxBytes: 64 * MIB }

/** What a mover has out at once. More is no faster, and keeps the broker from handing out what has arrived. */
const MAX_UNCONFIRMED = 256

/** Everything of one session that has to do with delays: publishing them, and moving them on. */
export class Delays {
  readonly #options: DelaysOptions
  readonly #choice: MechanismChoice
  #starting: Promise<void> | undefined
  #running: RunningMover | undefined
  #isClosed = false

  constructor(options: DelaysOptions) {
    this.#options = options
    this.#choice = new MechanismChoice(options.settings, options.openApart)
  }

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the plugin is asked for and the broker has none */
  async open(openConsumeSide: OpenConsumeSide): Promise<void> {
    const { enableDelayedJobs, delayMechanism, moveDelayedJobs } = this.#options.settings
    if (!enableDelayedJobs) return
    if (delayMechanism === 'plugin') await this.#choice.mechanism()
    if (moveDelayedJobs === 'always') await this.#startMover(openConsumeSide)
  }

  /** Somebody consumes here: this process moves what is due, unless the settings leave no work for it. */
  async onConsuming(openConsumeSide: OpenConsumeSide): Promise<void> {
    const { enableDelayedJobs, moveDelayedJobs } = this.#options.settings
    if (enableDelayedJobs && moveDelayedJobs === 'consumers')
      await this.#startMover(openConsumeSide)
  }

  /** Resolves with the broker's confirm. */
  async publish(outbound: Outbound, dueAtMs: number): Promise<void> {
    const { publisher, clock, settings } = this.#options
    if (dueAtMs <= clock.now()) {
      await publisher.publish(outbound)
      return
    }
    if (!settings.enableDelayedJobs) {
      throw new UnsupportedError(messages.delaysDisabled({ queue: outbound.target }))
    }
    const mechanism = await this.#choice.mechanism()
    await publisher.publish(mechanism.delay(outbound, dueAtMs, clock.now()))
  }

  /** Gives back what the mover holds; what it has published it waits for, at most for `limitMs`. */
  async close(limitMs: number): Promise<void> {
    this.#isClosed = true
    if (!this.#running) return
    const { mover, consumer, publisher } = this.#running
    await consumer.pause()
    await Promise.all([mover.stop(), publisher.close(limitMs)])
    await consumer.shutDown()
  }

  /** Once, whoever asks. */
  async #startMover(openConsumeSide: OpenConsumeSide): Promise<void> {
    const { compat, delayMechanism } = this.#options.settings
    // With compat the broker does it all; the plugin leaves us what is too long for it.
    if (compat && delayMechanism !== 'plugin') return
    this.#starting ??= this.#start(openConsumeSide).catch((error: unknown) => {
      this.#starting = undefined
      throw error
    })
    await this.#starting
  }

  async #start(openConsumeSide: OpenConsumeSide): Promise<void> {
    const { settings, connection, topology, router, clock } = this.#options
    const { onChannelClosed, onStaleSettle, onCancelled } = this.#options
    const side = await openConsumeSide()
    if (this.#isClosed) throw new ClosedError('AmqpTransport')
    const publisher = new Publisher({
      connection,
      topology,
      router,
      // A channel of its own, so that nothing is late behind a batch of the caller's. The broker has taken each of
      // its messages before, from somebody whose limits may be higher.
      settings: {
        ...settings,
        maxMessageBytes: Infinity,
        maxUnconfirmed: MAX_UNCONFIRMED,
        whenFull: 'wait',
      },
      onChannelClosed,
    })
    const mover = new DelayMover({
      clock,
      limits: HOLD_LIMITS,
      publish: (outbound) => publisher.publish(outbound),
      onUndeliverable: this.#options.onUndeliverable,
      intake: { pause: () => void consumer.pause(), resume: () => void consumer.resume() },
    })
    const consumer: AmqpConsumer = new AmqpConsumer({
      ...side,
      queue: DUE_QUEUE,
      prefetch: HOLD_LIMITS.maxLetters,
      reconnectIntervalMs: settings.reconnectIntervalMs,
      onDelivery: (delivery) => mover.take(delivery),
      onStaleSettle,
      onCancelled,
      onChannelClosed,
      onEnd: () => undefined,
    })
    // From here on a close reaches it, also while it starts.
    this.#running = { mover, consumer, publisher }
    try {
      await publisher.start(settings.connectionTimeoutMs)
      await consumer.start(settings.connectionTimeoutMs)
    } catch (error) {
      this.#running = undefined
      await publisher.close(0)
      throw error
    }
  }
}
