import type { Delivery, Subscription, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { againQueueOf, type TextLogger } from '@arq/core/internal'

import type { QueuePauses } from '../intake/queue-pauses.js'
import type { WorkerQueue } from '../settings/worker-queues.js'
import { SuspectDelivery } from './suspect-delivery.js'

interface AgainConsumersParts {
  readonly transport: Transport
  readonly queues: readonly WorkerQueue[]
  readonly pauses: QueuePauses
  /** How long a job may stay unsettled once it was started. */
  readonly neededMs: number
  readonly logger: TextLogger
  readonly accept: (delivery: Delivery) => void
  readonly handBack: (suspect: SuspectDelivery) => void
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
}

/** Takes suspects beside other jobs, as many as can start, of the work queues that have any. */
export class AgainConsumers {
  readonly #parts: AgainConsumersParts
  readonly #consumed = new Map<string, Promise<Subscription | undefined>>()
  /** Work queues that have a queue of suspects, as far as this worker has heard. */
  readonly #known = new Set<string>()

  constructor(parts: AgainConsumersParts) {
    this.#parts = parts
  }

  knows(queueName: string): boolean {
    return this.#known.has(queueName)
  }

  /** Begins, unless it has or the queue is paused. */
  consume(queueName: string): void {
    this.#known.add(queueName)
    const { signal, pauses } = this.#parts
    if (signal.aborted || pauses.has(queueName) || this.#consumed.has(queueName)) return
    this.#consumed.set(queueName, this.#consume(queueName))
  }

  /** Takes from all queues again that are known and not paused. */
  resume(): void {
    for (const queueName of this.#known) this.consume(queueName)
  }

  /** Takes no more, of one queue or of any. */
  async close(queueName?: string): Promise<void> {
    const names = queueName === undefined ? [...this.#consumed.keys()] : [queueName]
    const closing = names.map(async (name) => {
      const opening = this.#consumed.get(name)
      this.#consumed.delete(name)
      await (await opening)?.close()
    })
    await Promise.all(closing)
  }

  async #consume(queueName: string): Promise<Subscription | undefined> {
    const { transport, queues, neededMs, logger, handBack, signal } = this.#parts
    const prefetch = queues.find(({ name }) => name === queueName)?.limit ?? 1
    const options = { kind: 'system', prefetch, unsettledMs: neededMs * 2 } as const
    const onDone = (): void => undefined
    try {
      const subscription = await transport.consume(againQueueOf(queueName), options, (delivery) => {
        const cameBack = delivery.redelivered
        const parts = {
          delivery,
          queueName,
          place: 'again',
          cameBack,
          handBack,
          onDone,
        } as const
        this.#parts.accept(new SuspectDelivery(parts))
      })
      // A stop did not wait for the broker's answer.
      if (signal.aborted) await subscription.close()
      return subscription
    } catch (error) {
      this.#consumed.delete(queueName)
      logger.warn(errorText(error))
      return undefined
    }
  }
}
