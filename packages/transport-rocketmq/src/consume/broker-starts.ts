import type { ClientInstance, MessageExt } from '@arq/rocketmq'

import { BROKER_RUNTIME_INFO, readStartMs } from '../connection/broker-runtime.js'

/**
 * When each broker was started. A broker writes every 5 s (`flushConsumerOffsetInterval`) how far its groups have come;
 * what it handed out after that it hands out again when it was killed, as if for the first time.
 */
export class BrokerStarts {
  readonly #client: ClientInstance
  /** By address, for as long as the connection lasts. */
  readonly #startsMs = new Map<string, number>()
  readonly #stopListening: () => void

  constructor(client: ClientInstance) {
    this.#client = client
    this.#stopListening = client.remoting.on((event) => {
      if (event.type === 'connectionState' && event.state === 'closed') {
        this.#startsMs.delete(event.address)
      }
    })
  }

  stop(): void {
    this.#stopListening()
  }

  /**
   * Which of these messages their broker may have handed out before it was started: those that it had stored by then.
   * All of a broker that does not tell. Never rejects.
   */
  async storedBefore(messages: readonly MessageExt[]): Promise<ReadonlySet<MessageExt>> {
    const names = [...new Set(messages.map(({ brokerName = '' }) => brokerName))]
    const starts = new Map<string, number>()
    await Promise.all(names.map(async (name) => starts.set(name, await this.#startOf(name))))
    const isBefore = ({ brokerName = '', storeTimestamp }: MessageExt): boolean =>
      storeTimestamp <= (starts.get(brokerName) ?? Infinity)
    return new Set(messages.filter(isBefore))
  }

  async #startOf(brokerName: string): Promise<number> {
    try {
      const address = this.#client.routes.masterAddress(brokerName)
      const known = this.#startsMs.get(address)
      if (known !== undefined) return known
      const { requestTimeoutMs: timeoutMs } = this.#client.settings.connection
      const request = { code: BROKER_RUNTIME_INFO }
      const startMs = readStartMs(
        await this.#client.remoting.invoke(address, request, { timeoutMs }),
      )
      // One that has just been started says so a moment later; one that may not be looked at never does.
      if (startMs !== undefined) this.#startsMs.set(address, startMs)
      return startMs ?? Infinity
    } catch {
      return Infinity
    }
  }
}
