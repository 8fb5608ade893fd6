import type { ConsumeOptions, Delivery, OutgoingMessage, Subscription } from '@arq/core'
import { type MemoryBroker, MemoryTransport } from '@arq/memory'

import type { Gate } from './gate.js'

interface KitTransportParts {
  readonly broker: MemoryBroker
  /** Deliveries wait for it. */
  readonly gate: Gate
}

/** A connection to the broker in memory that a test can watch, hold and break. */
export class KitTransport extends MemoryTransport {
  /** The last message of each job, by its id. */
  readonly lastSent = new Map<string, OutgoingMessage>()
  /** Every queue that was consumed. */
  readonly consumed = new Set<string>()
  readonly #gate: Gate
  #refusal: Error | undefined

  constructor({ broker, gate }: KitTransportParts) {
    super({ broker })
    this.#gate = gate
  }

  /** Until it is called with nothing, jobs that are sent are refused. */
  refuse(error: Error | undefined): void {
    this.#refusal = error
  }

  override async publish(message: OutgoingMessage): Promise<void> {
    if (this.#refusal && message.kind === 'job') throw this.#refusal
    const { correlationId: jobId, kind } = message
    if (kind === 'job' && jobId !== undefined) this.lastSent.set(jobId, message)
    await super.publish(message)
  }

  override consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    this.consumed.add(queueName)
    return super.consume(queueName, options, (delivery) =>
      this.#gate.pass(() => onDelivery(delivery)),
    )
  }
}
