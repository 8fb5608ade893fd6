import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

import type { OutgoingMessage, Transport, TransportCapabilities } from '@arq/core'

import type { Bench } from '../harness.js'
import type { TestClock } from '../test-clock.js'
import { type Awaited, until, within } from '../waiting.js'
import { Inbox, type InboxOptions } from './inbox.js'
import type { OtherApplication, OthersMessage } from './other-application.js'

/** Ways to harm a transport, which only its adapter's tests know. */
export interface TransportFaults {
  /**
   * Cuts its connection as a crash of the network would, so that it comes back by itself.
   * Resolves when the cut is certain; the transport need not have noticed.
   */
  cutConnection(transport: Transport): void | Promise<void>
}

/** What a transport may do without; no caller of ours depends on it. */
export type Lackable =
  /** One consumer gets the messages of a queue in the order of publishing. */
  | 'order'
  /** `nack` without requeue parks a message in the dead letter queue. */
  | 'deadLettering'

export interface TransportConformanceOptions {
  /** Makes a transport that is not yet connected, all on the same broker. */
  readonly open: () => Transport | Promise<Transport>
  /**
   * What the transport says of itself (a test compares); tests of what it cannot do are skipped, and say so.
   * Default: everything.
   */
  readonly capabilities?: TransportCapabilities | undefined
  /** What it does without: those tests are skipped, and say so. Default: nothing. */
  readonly lacks?: readonly Lackable[] | undefined
  /** A queue that {@link open} gives priorities, of a transport where not every queue has them. Default: any queue */
  readonly rankedQueue?: string | undefined
  /** Without it the tests of lost connections are skipped, and say so. */
  readonly faults?: TransportFaults | undefined
  /** Somebody else's queues and messages. Without it the tests of queues of others are skipped, and say so. */
  readonly others?: OtherApplication | undefined
  /** What decides when delayed messages are due; without it short real delays are waited for. */
  readonly clock?: TestClock | undefined
  /** Called after each test with the queues that it may have made, dead letter queues among them. */
  readonly cleanUp?: ((queueNames: readonly string[]) => Promise<void>) | undefined
  /** How long to wait for one thing to happen. Default: 10 s */
  readonly waitMs?: number | undefined
  /** Limit for one test, where the runner takes it. Default: 60 s */
  readonly testTimeoutMs?: number | undefined
}

export type ResolvedTransportOptions = TransportConformanceOptions & {
  readonly capabilities: TransportCapabilities
  readonly waitMs: number
}

// What is not to come has time to come while this many messages make their way there and back.
const QUIET_ROUND_TRIPS = 3

/** What a test of a transport works with: connected transports, queue names of its own, bounded waiting. */
export class TransportBench implements Bench {
  readonly #options: ResolvedTransportOptions
  readonly #transports: Transport[] = []
  readonly #queueNames: string[] = []
  readonly #run = randomUUID().slice(0, 8)

  constructor(options: ResolvedTransportOptions) {
    this.#options = options
  }

  /** One that is not yet connected; closed after the test. */
  async create(): Promise<Transport> {
    const transport = await this.#options.open()
    this.#transports.push(transport)
    return transport
  }

  async connect(): Promise<Transport> {
    const transport = await this.create()
    await this.within('connect', transport.connect())
    return transport
  }

  /** The name of a queue that nobody else uses. */
  queue(label = 'jobs'): string {
    const name = `conformance.${this.#run}.${this.#queueNames.length}.${label}`
    this.#queueNames.push(name)
    return name
  }

  /** The name of a queue that somebody else has made. */
  async othersQueue(): Promise<string> {
    const queueName = this.queue('theirs')
    const made = Promise.resolve(this.#options.others?.makeQueue(queueName))
    await this.within(`somebody else to make ${queueName}`, made)
    return queueName
  }

  /** Somebody else puts a message into a queue of his. */
  async putByOthers(queueName: string, rest: Partial<OthersMessage> = {}): Promise<void> {
    const message = { body: bytes('{}'), headers: {}, messageId: randomUUID(), ...rest }
    const put = Promise.resolve(this.#options.others?.put(queueName, message))
    await this.within(`somebody else to put a message into ${queueName}`, put)
  }

  /** The name of a queue that has priorities, where any has. */
  rankedQueue(): string {
    const { rankedQueue } = this.#options
    if (rankedQueue === undefined) return this.queue('ranked')
    this.#queueNames.push(rankedQueue)
    return rankedQueue
  }

  /** The highest priority that the transport says a queue has; some, where that queue is said to be ranked. */
  highestPriorityOf(transport: Transport, queueName: string): number {
    const highest = transport.highestPriorityOf(queueName)
    assert.ok(highest > 0 || queueName !== this.#options.rankedQueue, 'it has no priorities')
    return highest
  }

  /** A message for a queue, with an id of its own. */
  message(queueName: string, rest: Partial<OutgoingMessage> = {}): OutgoingMessage {
    const messageId = randomUUID()
    return { queueName, kind: 'job', body: bytes(messageId), headers: {}, messageId, ...rest }
  }

  /** Publishes and waits for the confirm. */
  async publish(
    transport: Transport,
    queueName: string,
    rest: Partial<OutgoingMessage> = {},
  ): Promise<OutgoingMessage> {
    const message = this.message(queueName, rest)
    await this.within(`the confirm of a message for ${queueName}`, transport.publish(message))
    return message
  }

  /** Publishes texts one after the other. */
  async publishTexts(transport: Transport, queueName: string, texts: readonly string[]) {
    for (const text of texts) await this.publish(transport, queueName, { body: bytes(text) })
  }

  /** Consumes a queue and keeps what comes. */
  async inbox(transport: Transport, queueName: string, options: InboxOptions = {}): Promise<Inbox> {
    const { prefetch = 10, kind } = options
    const inbox = new Inbox(queueName, { ...options, waitMs: this.#options.waitMs })
    const consuming = transport.consume(queueName, { prefetch, kind }, (delivery) =>
      inbox.take(delivery),
    )
    inbox.useSubscription(await this.within(`consume ${queueName}`, consuming))
    return inbox
  }

  /** Lets what is wrongly on its way arrive: the same transport sends and gets other messages meanwhile. */
  async quiet(transport: Transport): Promise<void> {
    const queueName = this.queue('quiet')
    const inbox = await this.inbox(transport, queueName, { settle: 'ack' })
    for (let trip = 1; trip <= QUIET_ROUND_TRIPS; trip += 1) {
      await this.publish(transport, queueName)
      await inbox.waitFor(trip)
    }
    await this.within('close of a subscription', inbox.subscription.close())
  }

  within<T>(what: Awaited, happening: Promise<T>): Promise<T> {
    return within(this.#options.waitMs, what, happening)
  }

  until(what: Awaited, isTrue: () => boolean | Promise<boolean>): Promise<void> {
    return until(this.#options.waitMs, what, isTrue)
  }

  now(): number {
    return this.#options.clock?.now() ?? Date.now()
  }

  /** Moves the injected clock; where the time is real it passes by itself. */
  async passTime(ms: number): Promise<void> {
    await this.#options.clock?.advance(ms)
  }

  async cutConnection(transport: Transport): Promise<void> {
    await this.within(
      'cutConnection',
      Promise.resolve(this.#options.faults?.cutConnection(transport)),
    )
  }

  async close(): Promise<void> {
    const [first] = this.#transports
    const all = this.#queueNames.flatMap((name) =>
      first ? [name, first.deadLetterQueueOf(name)] : [name],
    )
    for (const transport of this.#transports) {
      await this.within('close of a transport after the test', transport.close())
    }
    await this.#options.cleanUp?.(all)
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const textOf = (body: Uint8Array): string => new TextDecoder().decode(body)
