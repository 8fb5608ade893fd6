import { randomUUID } from 'node:crypto'

import type { RocketMQTransport } from '../../src/index.js'

/** A job's arrival: milliseconds since 1970. */
interface Arrival {
  readonly dueAtMs: number
  readonly atMs: number
}

/** Jobs that wait for their time, and when each of them came. */
export class DelayedJobs {
  readonly #queueName: string
  readonly #dueAtMs = new Map<string, number>()
  /** By the job's id: more than one, where it came again. */
  readonly arrivals = new Map<string, Arrival[]>()
  #onArrival: (() => void) | undefined

  constructor(queueName: string) {
    this.#queueName = queueName
  }

  async publish(transport: RocketMQTransport, delaysMs: readonly number[]): Promise<void> {
    await Promise.all(
      delaysMs.map(async (delayMs) => {
        const messageId = randomUUID()
        const dueAtMs = Date.now() + delayMs
        this.#dueAtMs.set(messageId, dueAtMs)
        const body = Buffer.from(messageId)
        const message = { queueName: this.#queueName, kind: 'job', headers: {}, body } as const
        await transport.publish({ ...message, messageId, dueAtMs })
      }),
    )
  }

  async consume(transport: RocketMQTransport): Promise<void> {
    await transport.consume(this.#queueName, { prefetch: 50 }, (delivery) => {
      const id = Buffer.from(delivery.body).toString()
      const came = this.arrivals.get(id) ?? []
      came.push({ dueAtMs: this.#dueAtMs.get(id) ?? NaN, atMs: Date.now() })
      this.arrivals.set(id, came)
      delivery.ack()
      this.#onArrival?.()
    })
  }

  /** Resolves when every job has come. */
  async all(): Promise<void> {
    while (this.arrivals.size < this.#dueAtMs.size) {
      await new Promise<void>((resolve) => (this.#onArrival = resolve))
    }
  }

  /** Of all arrivals, those before their time. */
  early(): readonly Arrival[] {
    return [...this.arrivals.values()].flat().filter(({ dueAtMs, atMs }) => !(atMs >= dueAtMs))
  }

  /** Ids of jobs that came more than once. */
  repeated(): readonly string[] {
    return [...this.arrivals].filter(([, came]) => came.length > 1).map(([id]) => id)
  }
}
