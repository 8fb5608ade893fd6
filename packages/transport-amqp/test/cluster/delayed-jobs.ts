import { type Delivery, isArqError } from '@arq/core'

import type { AmqpTransport } from '../../src/index.js'
import { jobMessage, textOf } from '../transport-bench.js'

const QUEUE = 'kept'

/** Outcomes that leave open whether the broker has the message: it may come, and need not. */
const UNKNOWN = new Set(['ARQ_CONNECTION_LOST', 'ARQ_PUBLISH_TIMEOUT'])

/** Jobs for later, what the broker said to each, and when each came. */
export class DelayedJobs {
  readonly #dueAtMs = new Map<string, number>()
  readonly #confirmed = new Set<string>()
  readonly #arrivedAtMs = new Map<string, number>()
  #waiting: { readonly isMet: () => boolean; readonly resolve: () => void } | undefined

  /** Takes what comes, from now on; with a mover, as every consumer. */
  async consume(transport: AmqpTransport): Promise<void> {
    await transport.consume(QUEUE, { prefetch: 100 }, (delivery) => this.#take(delivery))
  }

  /** Sends `count` of them, one after the other as a client does; resolves when each has an outcome. */
  async send(
    transport: AmqpTransport,
    stage: string,
    { count, inMs }: { readonly count: number; readonly inMs: number },
  ): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const text = `${stage} ${index}`
      const dueAtMs = Math.ceil(Date.now() + inMs)
      this.#dueAtMs.set(text, dueAtMs)
      try {
        await transport.publish(jobMessage(QUEUE, text, { dueAtMs }))
        this.#confirmed.add(text)
      } catch (error) {
        if (!isArqError(error) || !UNKNOWN.has(error.code)) throw error
      }
    }
  }

  get confirmedCount(): number {
    return this.#confirmed.size
  }

  /** Confirmed, and not here yet. */
  get missing(): string[] {
    return [...this.#confirmed].filter((text) => !this.#arrivedAtMs.has(text))
  }

  /** Here before their moment. */
  get early(): string[] {
    return [...this.#arrivedAtMs.keys()].filter(
      (text) => (this.#arrivedAtMs.get(text) ?? 0) < (this.#dueAtMs.get(text) ?? Infinity),
    )
  }

  /** Resolves when everything confirmed whose stage begins so is here. */
  async allOf(prefix: string): Promise<void> {
    const isMet = (): boolean => !this.missing.some((text) => text.startsWith(prefix))
    if (isMet()) return
    await new Promise<void>((resolve) => (this.#waiting = { isMet, resolve }))
  }

  #take(delivery: Delivery): void {
    const text = textOf(delivery)
    if (!this.#arrivedAtMs.has(text)) this.#arrivedAtMs.set(text, Date.now())
    delivery.ack()
    if (this.#waiting?.isMet() === true) this.#waiting.resolve()
  }
}
