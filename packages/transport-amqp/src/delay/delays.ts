import {
  ClosedError,
  ConnectionLost,
  isArqError,
  type TransportError,
  UnsupportedError,
} from '@arq/core'

import { toConnectionError } from '../amqp-errors.js'
import type { WithScratchConnection } from '../connection/scratch-connection.js'
import { AmqpConsumer, type ConsumeSide } from '../consume/consumer.js'
import type { Outbound } from '../publish/outbound.js'
import { waitingFull } from '../publish/publish-errors.js'
import { Publisher, type PublisherParts } from '../publish/publisher.js'
import { texts } from '../texts.js'
import { DUE_QUEUE } from '../topology/delay-queues.js'
import { MechanismChoice } from './choose-mechanism.js'
import type { DelayMechanism } from './delay-mechanism.js'
import { DelayMover } from './delay-mover.js'
import { dueAt } from './due-moment.js'

interface DelaysParts {
  /** What publishers are made of: the mover has one of its own, on the same connection. */
  readonly publishing: PublisherParts
  /** The callers' own publisher. */
  readonly publisher: Publisher
  readonly withScratchConnection: WithScratchConnection
  /** Opens the connection that a mover consumes on. */
  readonly openConsumeSide: () => Promise<ConsumeSide>
  readonly onStaleSettle: (queueName: string) => void
  readonly onCancelled: (queueName: string) => void
  readonly onChannelClosed: (error: TransportError) => void
  readonly onNotConsuming: (queueName: string, error: TransportError) => void
  readonly onConsuming: (queueName: string) => void
  readonly onUndeliverable: (queueName: string) => void
}

interface RunningMover {
  readonly mover: DelayMover
  readonly consumer: AmqpConsumer
  readonly publisher: Publisher
}

const MIB = 1024 * 1024

/** What one mover may hold. Measured: some 3,000 messages a second pass before any goes back into a bucket. */
const BUFFER_LIMITS = { maxMessages: 4000, maxBytes: 64 * MIB }

/**
 * Messages that a mover has published and the broker not confirmed. Measured: more move no more messages per second, and
 * they delay messages that become due meanwhile.
 */
const MAX_UNCONFIRMED = 256

/** Everything of one session that has to do with delays: publishing them, and moving them on. */
export class Delays {
  readonly #parts: DelaysParts
  readonly #choice: MechanismChoice
  #starting: Promise<void> | undefined
  #running: RunningMover | undefined
  #isClosed = false
  /** Publishes that wait for the choice of a mechanism. Their bytes are not counted: the first answer frees all. */
  readonly #undecided = { size: 0, bytes: 0 }

  constructor(parts: DelaysParts) {
    this.#parts = parts
    this.#choice = new MechanismChoice(parts.publishing.settings, parts.withScratchConnection)
  }

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the plugin is asked for and the broker has none */
  async open(): Promise<void> {
    const { enableDelayedJobs, delayMechanism, moveDelayedJobs } = this.#parts.publishing.settings
    if (!enableDelayedJobs) return
    if (delayMechanism === 'plugin') await this.#mechanism()
    if (moveDelayedJobs === 'always') await this.#startMover()
  }

  /** Somebody consumes here: this process moves what is due, unless the settings leave no work for it. */
  async onConsuming(): Promise<void> {
    const { enableDelayedJobs, moveDelayedJobs } = this.#parts.publishing.settings
    if (enableDelayedJobs && moveDelayedJobs === 'consumers') await this.#startMover()
  }

  /** Resolves with the broker's confirm. */
  async publish(outbound: Outbound, dueAtMs: number): Promise<void> {
    const { publisher, publishing } = this.#parts
    const { clock, settings } = publishing
    if (dueAtMs <= clock.now()) {
      await publisher.publish(outbound)
      return
    }
    if (!settings.enableDelayedJobs) {
      throw new UnsupportedError(texts.delaysDisabled({ queue: outbound.target }))
    }
    const due = dueAt(clock, dueAtMs)
    const mechanism = await this.#mechanism()
    await publisher.publish(mechanism.delay(outbound, due, clock.monotonicNow()))
  }

  /** The broker is asked once. Those who wait for its answer are bounded as those who wait to be sent. */
  async #mechanism(): Promise<DelayMechanism> {
    const { settings, connection } = this.#parts.publishing
    if (this.#undecided.size >= settings.maxWaiting) throw waitingFull(this.#undecided, settings)
    this.#undecided.size += 1
    try {
      return await this.#choice.mechanism()
    } catch (error) {
      // The connection of the question broke; of what waits for its answer nothing has been sent.
      const isLoss = error instanceof ConnectionLost || !isArqError(error)
      throw isLoss ? toConnectionError(error, connection.where) : error
    } finally {
      this.#undecided.size -= 1
    }
  }

  /** Gives back what the mover holds; what it has published it waits for, at most for `limitMs`. */
  async close(limitMs: number): Promise<void> {
    this.#isClosed = true
    this.#choice.close()
    if (!this.#running) return
    const { mover, consumer, publisher } = this.#running
    await consumer.pause()
    await Promise.all([mover.stop(), publisher.close(limitMs)])
    await consumer.shutDown()
  }

  /** Once, whoever asks. */
  async #startMover(): Promise<void> {
    const { compat, delayMechanism } = this.#parts.publishing.settings
    // With compat the broker does it all; the plugin leaves us what is too long for it.
    if (compat && delayMechanism !== 'plugin') return
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined
      throw error
    })
    await this.#starting
  }

  async #start(): Promise<void> {
    const { publishing, openConsumeSide } = this.#parts
    const { onChannelClosed, onStaleSettle, onCancelled } = this.#parts
    const { onNotConsuming, onConsuming } = this.#parts
    const { settings, clock } = publishing
    const side = await openConsumeSide()
    if (this.#isClosed) throw new ClosedError('AmqpTransport')
    const publisher = new Publisher({
      ...publishing,
      // A channel of its own, so that nothing is late behind a batch of the caller's. The broker has taken each of
      // its messages before, from somebody whose limits may be higher.
      settings: {
        ...settings,
        maxMessageBytes: Infinity,
        maxUnconfirmed: MAX_UNCONFIRMED,
        // What the mover holds is bounded by its own limits.
        maxWaiting: Infinity,
        maxWaitingBytes: Infinity,
        whenFull: 'wait',
      },
    })
    const mover = new DelayMover({
      clock,
      limits: BUFFER_LIMITS,
      publish: (outbound) => publisher.publish(outbound),
      onUndeliverable: this.#parts.onUndeliverable,
      intake: { pause: () => void consumer.pause(), resume: () => void consumer.resume() },
    })
    const consumer: AmqpConsumer = new AmqpConsumer({
      ...side,
      queue: DUE_QUEUE,
      prefetch: BUFFER_LIMITS.maxMessages,
      reconnectIntervalMs: settings.reconnectIntervalMs,
      clock,
      checkIntervalMs: settings.consumerCheckIntervalMs,
      onDelivery: (delivery) => mover.accept(delivery),
      onStaleSettle,
      onCancelled,
      onChannelClosed,
      onNotConsuming,
      onConsuming,
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
