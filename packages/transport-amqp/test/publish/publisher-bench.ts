import { EventEmitter } from 'node:events'

import type { ChannelModel } from 'amqplib'

import type { AmqpConnection, ConnectionObserver } from '../../src/connection/connection.js'
import type { AmqpTransportSettings } from '../../src/index.js'
import { toOutbound } from '../../src/publish/outbound.js'
import { Publisher } from '../../src/publish/publisher.js'
import { Router } from '../../src/publish/router.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'
import type { TopologyAsserter } from '../../src/topology/assert-topology.js'
import { Topology } from '../../src/topology/topology.js'
import { ManualClock } from '../manual-clock.js'
import { jobMessage } from '../transport-bench.js'

/** A confirm channel whose broker answers when the test says so. */
export class FakeChannel extends EventEmitter {
  /** The bodies that were sent, in order. */
  readonly sent: string[] = []

  publish(_exchange: string, _routingKey: string, body: Buffer): boolean {
    this.sent.push(body.toString())
    return true
  }

  close(): Promise<void> {
    this.emit('close')
    return Promise.resolve()
  }

  confirm(deliveryTag: number): void {
    this.emit('ack', { deliveryTag, multiple: false })
  }

  refuse(deliveryTag: number): void {
    this.emit('nack', { deliveryTag, multiple: false })
  }

  /** The broker closes it. */
  fail(code: number, message: string): void {
    this.emit('error', Object.assign(new Error(message), { code }))
    this.emit('close')
  }
}

/** A publisher between the test and a broker that the test plays. */
export class PublisherBench {
  readonly clock = new ManualClock()
  readonly channels: FakeChannel[] = []
  readonly observers = new Set<ConnectionObserver>()
  readonly publisher: Publisher
  /** Whether every queue was declared a moment ago. */
  isFresh = false
  /** What a declaration waits for. */
  declared: Promise<void> | undefined
  /** How often the broker was asked whether it is there. */
  probes = 0

  constructor(settings: AmqpTransportSettings = {}) {
    const resolved = resolveAmqpSettings({ wire: 'plain', reconnectInterval: '1ms', ...settings })
    this.publisher = new Publisher({
      connection: this.#connection(),
      topology: {
        isPrepared: () => this.declared === undefined,
        prepare: () => this.declared,
        isFresh: () => this.isFresh,
        forget: () => undefined,
        forgetAll: () => undefined,
      } as unknown as TopologyAsserter,
      router: new Router(new Topology(resolved), this.clock),
      settings: resolved,
      clock: this.clock,
      onChannelClosed: () => undefined,
    })
  }

  static async started(settings?: AmqpTransportSettings): Promise<PublisherBench> {
    const bench = new PublisherBench(settings)
    await bench.publisher.start(1000)
    return bench
  }

  get channel(): FakeChannel {
    return this.channels.at(-1)!
  }

  /** Begins a publish; its outcome is `undefined`, or the error. */
  publish(text: string): Promise<(Error & { readonly code?: string }) | undefined> {
    return this.publisher.publish(toOutbound(jobMessage('q', text))).then(
      () => undefined,
      (error: unknown) => error as Error,
    )
  }

  #connection(): AmqpConnection {
    const model = {
      createConfirmChannel: () => {
        const channel = new FakeChannel()
        this.channels.push(channel)
        return Promise.resolve(channel)
      },
    } as unknown as ChannelModel
    return {
      model,
      where: 'amqp://h',
      answerLimitMs: 30_000,
      whenConnected: () => Promise.resolve(model),
      observe: (observer: ConnectionObserver) => this.observers.add(observer),
      unobserve: (observer: ConnectionObserver) => this.observers.delete(observer),
      notReached: () => new Error('not reached'),
      probe: () => {
        this.probes += 1
        return Promise.resolve()
      },
    } as unknown as AmqpConnection
  }
}
