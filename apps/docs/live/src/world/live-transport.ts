import type { Clock, ConsumeOptions, Delivery, Subscription } from '@arq/core'
import { type MemoryBroker, MemoryTransport } from '@arq/memory'

export interface LiveTransportParts {
  readonly broker: MemoryBroker
  readonly clock: Clock
  /** Told of each job that the broker hands out over this connection. */
  readonly onHanded: (jobId: string) => void
}

/** On their way to a worker, as over a network: a reader sees a job in the queue, and its confirm, before it runs. */
const LATENCY_MS = 150

/** A connection of a worker that a reader can follow. */
export class LiveTransport extends MemoryTransport {
  readonly #parts: LiveTransportParts

  constructor(parts: LiveTransportParts) {
    super({ broker: parts.broker })
    this.#parts = parts
  }

  override consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    const { clock, onHanded } = this.#parts
    return super.consume(queueName, options, (delivery) => {
      clock.setTimer(LATENCY_MS, () => {
        // Its connection broke meanwhile: it is in the queue again.
        if (delivery.isStale) return
        if (delivery.correlationId !== undefined) onHanded(delivery.correlationId)
        onDelivery(delivery)
      })
    })
  }
}
