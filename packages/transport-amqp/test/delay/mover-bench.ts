import { randomUUID } from 'node:crypto'

import type { Delivery } from '@arq/core'

import { DelayMover } from '../../src/delay/delay-mover.js'
import type { Outbound } from '../../src/publish/outbound.js'
import { ManualClock } from '../manual-clock.js'

/** A delivery that remembers how it was settled. */
export class FakeDelivery implements Delivery {
  readonly queueName = 'arq.delay.due'
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, unknown>>
  readonly messageId = randomUUID()
  readonly contentType = 'application/json'
  readonly contentEncoding = undefined
  readonly priority = undefined
  readonly replyTo = 'box'
  readonly correlationId = 'job'
  readonly redelivered = false
  isStale = false
  settled: 'ack' | 'requeue' | 'drop' | undefined

  constructor(headers: Record<string, unknown>, body = 'body') {
    this.headers = headers
    this.body = Buffer.from(body)
  }

  ack(): void {
    this.#settle('ack')
  }

  nack({ requeue }: { readonly requeue: boolean }): void {
    this.#settle(requeue ? 'requeue' : 'drop')
  }

  #settle(how: 'ack' | 'requeue' | 'drop'): void {
    if (this.settled) throw new Error(`settled twice: ${this.settled}, ${how}`)
    this.settled = how
  }
}

/** One publish that waits for the test to say what the broker answers. */
export interface Sent {
  readonly outbound: Outbound
  readonly atMs: number
  confirm(): void
  fail(error: Error): void
}

/** A mover between fake deliveries and a broker that answers when the test says so. */
export class MoverBench {
  readonly clock = new ManualClock()
  readonly sent: Sent[] = []
  readonly intake: string[] = []
  /** The queues of which it said that they are gone. */
  readonly gone: string[] = []
  readonly mover: DelayMover
  /** What the broker answers by itself; by default the test does. */
  autoConfirm = false

  constructor(limits = { maxMessages: 100, maxBytes: 1_000_000 }) {
    this.mover = new DelayMover({
      clock: this.clock,
      limits,
      publish: (outbound) => this.#publish(outbound),
      onUndeliverable: (queueName) => this.gone.push(queueName),
      intake: {
        pause: () => this.intake.push('pause'),
        resume: () => this.intake.push('resume'),
      },
    })
  }

  /** A message that is due so many ms from now. */
  message(inMs: number, more: Record<string, unknown> = {}, body?: string): FakeDelivery {
    const headers = { 'x-arq-due-at': this.clock.now() + inMs, 'x-arq-target': 'q', ...more }
    const delivery = new FakeDelivery(headers, body)
    this.mover.accept(delivery)
    return delivery
  }

  get targets(): string[] {
    return this.sent.map(({ outbound }) => outbound.target)
  }

  #publish(outbound: Outbound): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sent.push({ outbound, atMs: this.clock.now(), confirm: resolve, fail: reject })
      if (this.autoConfirm) resolve()
    })
  }
}
