import type { Channel } from 'amqplib'

import {
  channelClosed,
  isMissing,
  isNotNow,
  queueNotFound,
  replyCodeOf,
  toChannelError,
} from '../amqp-errors.js'
import type { AmqpConnection } from '../connection/connection.js'
import type { WithScratchConnection } from '../connection/scratch-connection.js'
import { WordlessRefusal } from '../connection/wordless-refusal.js'
import type { BrokerQuestions } from './broker-questions.js'
import { inTurn } from './creation-turn.js'
import { bindDelayedExchange, declareDelayedExchange } from './delayed-exchange.js'
import type { QueueSpec } from './queue-spec.js'
import type { DelayedExchangeSpec, ExchangeSpec, Route } from './route.js'

/** Exchanges have a name space of their own; no queue of ours is named like that. */
const exchangeKey = (name: string): string => `exchange:${name}`

const USUAL = { durable: true }

/**
 * How long the binding of a delayed exchange is believed. Messages to it are never sent back, so whether somebody has
 * deleted the queue meanwhile, and a consumer declared it anew, has to be asked.
 */
const BINDING_BELIEVED_MS = 1000

/** An election takes some hundred milliseconds, and seconds on a busy broker. */
const FRESH_MS = 5000

interface AsserterOptions {
  readonly connection: AmqpConnection
  /** false: what exists is taken as it is, and what does not is an error. */
  readonly mayDeclare: boolean
  /** Whether queues are declared to be consumed on this connection, to which an exclusive one then belongs. */
  readonly isForConsumers: boolean
  readonly questions: BrokerQuestions
  /** For what the broker may answer by closing the whole connection. */
  readonly withScratchConnection: WithScratchConnection
}

/**
 * Makes what a {@link QueueSpec} says true on the broker, once per queue and connection. It works on channels of its
 * own: the broker closes the channel on which a queue is missing or looks different.
 */
export class TopologyAsserter {
  readonly #questions: BrokerQuestions
  readonly #mayDeclare: boolean
  readonly #isForConsumers: boolean
  readonly #withScratchConnection: WithScratchConnection
  /** By name, or {@link exchangeKey}: since when it is known to be there, by the monotonic clock. */
  #declared = new Map<string, number>()
  #underWay = new Map<string, Promise<void>>()
  /** By name of the exchange: when its binding was last asserted. */
  readonly #boundAt = new Map<string, number>()

  constructor(options: AsserterOptions) {
    const { connection, mayDeclare, isForConsumers, questions, withScratchConnection } = options
    this.#questions = questions
    this.#mayDeclare = mayDeclare
    this.#isForConsumers = isForConsumers
    this.#withScratchConnection = withScratchConnection
    // Another node, or a broker that was set up anew, may answer next time.
    connection.observe({ onLost: () => this.forgetAll() })
  }

  /** Whether all that is needed on a message's way is there, so that there is nothing to wait for. */
  isPrepared({ queues, exchangeSpec }: Route): boolean {
    if (exchangeSpec && !this.#isKnown(exchangeSpec)) return false
    return queues.every(({ name }) => this.#declared.has(name))
  }

  /** Declares what is needed on a message's way, in its order. @throws as {@link ensureQueue} */
  async prepare({ queues, exchangeSpec }: Route): Promise<void> {
    if (exchangeSpec && !this.#isKnown(exchangeSpec)) await this.#bindAgain(exchangeSpec)
    for (const queue of queues) await this.ensureQueue(queue)
    if (exchangeSpec) await this.ensureExchange(exchangeSpec)
  }

  /**
   * @throws {@link TopologyMismatch} `ARQ_TOPOLOGY_MISMATCH` when it exists with other arguments,
   * {@link QueueNotFound} `ARQ_QUEUE_NOT_FOUND` when it is absent and may not be declared.
   */
  ensureQueue(spec: QueueSpec): Promise<void> {
    return this.#once(spec.name, () => this.#ensure(spec))
  }

  /** @throws as {@link ensureQueue} */
  ensureExchange(spec: ExchangeSpec): Promise<void> {
    return this.#once(exchangeKey(spec.name), () => this.#ensureExchange(spec))
  }

  /** Whether the queue became known a moment ago: a quorum queue may still elect its first leader. */
  isFresh(queueName: string): boolean {
    const sinceMs = this.#declared.get(queueName)
    return sinceMs !== undefined && performance.now() - sinceMs < FRESH_MS
  }

  /** The broker said it is not there after all. */
  forget(queueName: string): void {
    this.#declared.delete(queueName)
  }

  forgetAll(): void {
    // What is under way belongs to the connection that is gone, and must not be remembered.
    this.#declared = new Map()
    this.#underWay = new Map()
  }

  #once(key: string, declare: () => Promise<void>): Promise<void> {
    if (this.#declared.has(key)) return Promise.resolve()
    const running = this.#underWay.get(key)
    if (running) return running
    const declared = this.#declared
    const underWay = this.#underWay
    const started = declare()
      .then(() => void declared.set(key, performance.now()))
      .finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }

  async #ensure(spec: QueueSpec): Promise<void> {
    // Where operators own the queues, whoever writes a dead letter finds out about its queue then.
    if (spec.deadLetterQueue && this.#mayDeclare) await this.ensureQueue(spec.deadLetterQueue)
    // The broker answers others with 405, also a passive look; whether it is there shows when a message comes back.
    if (spec.flags?.exclusive === true && !this.#isForConsumers) return
    try {
      // Looked at passively first: where the queue exists, RabbitMQ before 4.3 needs no permission to configure.
      const found = await this.#look(spec.name)
      const exists = found !== 'missing'
      const mayDeclare = this.#mayDeclare && spec.isForeign !== true
      if (!exists && !mayDeclare) throw queueNotFound(spec.name)
      if (!mayDeclare) return
      const declare = (): Promise<void> => this.#declare(spec, exists)
      if (this.#mayBeIncomplete(spec, found)) await inTurn(this.#questions, spec.name, declare)
      else await declare()
    } catch (error) {
      throw toChannelError(error, spec.name)
    }
  }

  async #look(name: string): Promise<Look> {
    try {
      const counts = await this.#questions.ask(name, (channel) => channel.checkQueue(name))
      return counts.messageCount + counts.consumerCount > 0 ? 'serving' : 'silent'
    } catch (error) {
      if (isNotNow(error)) return 'silent'
      if (mayNotLook(error)) return 'unknown'
      if (isNotThere(error)) return 'missing'
      throw error
    }
  }

  /**
   * Whether somebody may be creating the queue right now. Only a consumer is harmed by one that is not complete: of a
   * publisher it refuses a message, which is sent again.
   */
  #mayBeIncomplete(spec: QueueSpec, found: Look): boolean {
    if (spec.arguments['x-queue-type'] !== 'quorum') return false
    return found === 'missing' || (found === 'silent' && this.#isForConsumers)
  }

  /** Declaring a queue that exists compares its arguments. */
  async #declare(spec: QueueSpec, exists: boolean): Promise<void> {
    const declare: Declare = (channel) =>
      channel.assertQueue(spec.name, { ...(spec.flags ?? USUAL), arguments: spec.arguments })
    try {
      if (spec.flags?.exclusive === true) await this.#declareExclusive(spec, exists, declare)
      else await this.#questions.ask(spec.name, declare)
    } catch (error) {
      const isNotPermitted = replyCodeOf(error) === 403
      if (!exists || !isNotPermitted) throw error
    }
  }

  /** It belongs to the connection that declares it; a refusal might end that one. */
  async #declareExclusive({ name }: QueueSpec, exists: boolean, declare: Declare): Promise<void> {
    if (exists && !this.#questions.isPlain(name)) {
      throw new WordlessRefusal('another connection can see it, so that it is not exclusive')
    }
    await this.#questions.askHere(declare)
  }

  async #ensureExchange(spec: ExchangeSpec): Promise<void> {
    try {
      const exists = await this.#exchangeExists(spec.name)
      if (!exists && !this.#mayDeclare) throw queueNotFound(spec.name)
      if (spec.type === 'fanout') {
        if (exists) return
        await this.#questions.ask(spec.name, (channel) =>
          channel.assertExchange(spec.name, spec.type, { durable: true }),
        )
      } else if (this.#mayDeclare) {
        await this.#ensureDelayed(spec, exists)
      }
    } catch (error) {
      throw toChannelError(error, spec.name)
    }
  }

  #isKnown(spec: ExchangeSpec): boolean {
    if (!this.#declared.has(exchangeKey(spec.name))) return false
    if (spec.type === 'fanout' || !this.#mayDeclare) return true
    return performance.now() - (this.#boundAt.get(spec.name) ?? -Infinity) < BINDING_BELIEVED_MS
  }

  /** The cheap way, for what was declared on this connection; else, or where it fails, all is declared anew. */
  async #bindAgain(spec: ExchangeSpec): Promise<void> {
    const key = exchangeKey(spec.name)
    if (spec.type === 'fanout' || !this.#mayDeclare || !this.#declared.has(key)) return
    try {
      await this.#questions.ask(spec.name, (channel) => bindDelayedExchange(channel, spec))
      this.#boundAt.set(spec.name, performance.now())
    } catch (error) {
      if (replyCodeOf(error) === 403) this.#boundAt.set(spec.name, performance.now())
      else for (const name of [key, spec.queueName]) this.forget(name)
    }
  }

  /** Also where it exists: of another type it would not wait, and without its binding messages vanish. */
  async #ensureDelayed(spec: DelayedExchangeSpec, exists: boolean): Promise<void> {
    try {
      await this.#withScratchConnection((channel) => declareDelayedExchange(channel, spec))
    } catch (error) {
      const isNotPermitted = replyCodeOf(error) === 403
      // The connection that it was tried on is not ours, whose end would send the message again at once.
      if (!exists || !isNotPermitted) throw replyCodeOf(error) ? error : channelClosed(error)
    }
    this.#boundAt.set(spec.name, performance.now())
  }

  async #exchangeExists(name: string): Promise<boolean> {
    try {
      await this.#questions.ask(name, (channel) => channel.checkExchange(name))
      return true
    } catch (error) {
      if (mayNotLook(error)) return true
      if (isNotThere(error)) return false
      throw error
    }
  }
}

type Declare = (channel: Channel) => Promise<unknown>

/**
 * What a passive look tells of a queue. `silent`: it counts no messages and no consumers, as the broker also does for one
 * that cannot answer. `unknown`: it is most likely there.
 */
type Look = 'missing' | 'silent' | 'serving' | 'unknown'

/** A passive look that was refused without a reason: most likely it is not there. Declaring it shows. */
const isNotThere = (error: unknown): boolean => isMissing(error) || error instanceof WordlessRefusal

/**
 * RabbitMQ 4.3 lets nobody look who may not configure. Such a user relies on others having declared it, and hears it from
 * the broker when they have not: a message comes back, a consumer is refused.
 */
const mayNotLook = (error: unknown): boolean => replyCodeOf(error) === 403
