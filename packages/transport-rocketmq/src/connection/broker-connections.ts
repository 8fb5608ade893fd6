import { ConnectionLost, type TransportEvent } from '@arq/core'
import { pause } from '@arq/core/internal'
import type { ClientInstance, RocketMQError } from '@arq/rocketmq'

import { reasonOf } from '../rocketmq-errors.js'
import { texts } from '../texts.js'

/**
 * Tells of the connections to brokers: lost is the last one, and back is the first. It also opens them again: the client
 * does so by itself only for brokers that it sends something to.
 */
export class BrokerConnections {
  readonly #client: ClientInstance
  readonly #emit: (event: TransportEvent) => void
  readonly #stopListening: () => void
  /** Brokers by address. */
  #names: ReadonlyMap<string, string> = new Map()
  readonly #connected = new Set<string>()
  readonly #returning = new Set<string>()
  readonly #end = new AbortController()
  #isOutage = false

  constructor(client: ClientInstance, emit: (event: TransportEvent) => void) {
    this.#client = client
    this.#emit = emit
    this.#stopListening = client.remoting.on((event) => {
      if (event.type !== 'connectionState' || !this.#names.has(event.address)) return
      if (event.state === 'connected') this.#onConnected(event.address)
      else if (event.state === 'closed') this.#onClosed(event.address, event.error)
    })
  }

  watch(brokers: readonly { readonly address: string; readonly brokerName: string }[]): void {
    this.#names = new Map(brokers.map(({ address, brokerName }) => [address, brokerName]))
  }

  stop(): void {
    this.#end.abort()
    this.#stopListening()
  }

  #onConnected(address: string): void {
    const isFirst = this.#connected.size === 0
    this.#connected.add(address)
    this.#isOutage = false
    if (isFirst) this.#emit({ type: 'connected' })
  }

  #onClosed(address: string, error: RocketMQError | undefined): void {
    const wasConnected = this.#connected.delete(address)
    if (error === undefined) return
    void this.#comeBack(address)
    if (this.#connected.size > 0) return
    const broker = this.#names.get(address) ?? address
    const lost = new ConnectionLost({
      code: 'ARQ_CONNECTION_LOST',
      scope: 'connection',
      text: texts.connectionLost({ broker, reason: reasonOf(error) }),
      details: { broker },
      cause: error,
    })
    if (wasConnected) {
      this.#emit({ type: 'disconnected', error: lost })
      return
    }
    this.#emit({
      type: 'connectFailed',
      error: lost,
      retryInMs: RETRY_MS,
      isFirst: !this.#isOutage,
    })
    this.#isOutage = true
  }

  async #comeBack(address: string): Promise<void> {
    if (this.#returning.has(address)) return
    this.#returning.add(address)
    const { signal } = this.#end
    do await pause(RETRY_MS, { signal })
    while (
      !signal.aborted &&
      this.#names.has(address) &&
      !(await this.#client.introduceTo(address))
    )
    this.#returning.delete(address)
  }
}

/** Pause before a broker is tried again: one that restarts needs about this long. */
const RETRY_MS = 1000
