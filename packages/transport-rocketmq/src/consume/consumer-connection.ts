import { ConnectionLost, type TransportEvent } from '@arq/core'
import type { ClientInstance } from '@arq/rocketmq'

import { reasonOf } from '../rocketmq-errors.js'
import { texts } from '../texts.js'

/** Tells when a subscription gets nothing because no broker is connected, and when it does again. */
export class ConsumerConnection {
  readonly #client: ClientInstance
  readonly #queueName: string
  readonly #emit: (event: TransportEvent) => void
  readonly #lost = new Set<string>()
  #stopListening: (() => void) | undefined

  constructor(client: ClientInstance, queueName: string, emit: (event: TransportEvent) => void) {
    this.#client = client
    this.#queueName = queueName
    this.#emit = emit
  }

  watch(): void {
    const queueName = this.#queueName
    this.#stopListening = this.#client.remoting.on((event) => {
      if (event.type !== 'connectionState') return
      const { address, state } = event
      const broker = this.#brokerAt(address)
      if (broker === undefined) return
      if (state === 'connected' && this.#lost.delete(address) && this.#lost.size === 0) {
        this.#emit({ type: 'consuming', queueName })
      }
      if (state !== 'closed' || event.error === undefined) return
      const isFirst = this.#lost.size === 0
      this.#lost.add(address)
      if (!isFirst) return
      const error = new ConnectionLost({
        code: 'ARQ_CONNECTION_LOST',
        scope: 'connection',
        text: texts.connectionLost({ broker, reason: reasonOf(event.error) }),
        details: { broker },
        cause: event.error,
      })
      this.#emit({ type: 'notConsuming', queueName, error })
    })
  }

  stop(): void {
    this.#stopListening?.()
  }

  #brokerAt(address: string): string | undefined {
    for (const [name, addresses] of this.#client.routes.brokers()) {
      if ([...addresses.values()].includes(address)) return name
    }
    return undefined
  }
}
