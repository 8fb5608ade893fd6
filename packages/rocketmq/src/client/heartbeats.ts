import type { BrokerClient } from '../broker/broker-client.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { ConsumerData, HeartbeatData, HeartbeatKind } from '../protocol/requests/heartbeat.js'
import { texts } from '../texts/texts.js'

/** What a broker knows of us, on the connection that we have to it now. */
interface Acquaintance {
  readonly supportsVersion2: boolean
  /** What it was last told in full by a heartbeat of version 2: it compares the next one with that. */
  readonly told: string | undefined
}

/** What heartbeats came to. */
export interface HeartbeatReport {
  readonly reached: readonly string[]
  readonly failed: readonly { readonly address: string; readonly error: unknown }[]
}

export interface HeartbeatsParts {
  readonly brokers: BrokerClient
  readonly clientId: string
  readonly logger: TextLogger
}

/**
 * Tells brokers who we are. A broker that knows the heartbeat of version 2 is told the subscriptions only when they
 * have changed, or when it says that it has others.
 */
export class Heartbeats {
  readonly #parts: HeartbeatsParts
  readonly #known = new Map<string, Acquaintance>()
  readonly #producers = new Map<string, number>()
  readonly #consumers = new Map<string, () => ConsumerData>()

  constructor(parts: HeartbeatsParts) {
    this.#parts = parts
  }

  /** Whether there is anybody to tell of. */
  get isEmpty(): boolean {
    return this.#producers.size === 0 && this.#consumers.size === 0
  }

  /** Consumers read from slaves too, so those must know them. */
  get hasConsumers(): boolean {
    return this.#consumers.size > 0
  }

  addProducer(group: string): void {
    this.#producers.set(group, (this.#producers.get(group) ?? 0) + 1)
  }

  /** Returns whether it was the last producer of its group: only then may brokers be told that it is gone. */
  removeProducer(group: string): boolean {
    const left = (this.#producers.get(group) ?? 1) - 1
    if (left > 0) this.#producers.set(group, left)
    else this.#producers.delete(group)
    return left <= 0
  }

  /** @param data asked at each heartbeat, so that it is always the present state */
  addConsumer(group: string, data: () => ConsumerData): void {
    this.#consumers.set(group, data)
  }

  removeConsumer(group: string): void {
    this.#consumers.delete(group)
  }

  hasConsumer(group: string): boolean {
    return this.#consumers.has(group)
  }

  knows(address: string): boolean {
    return this.#known.has(address)
  }

  /** The connection is gone, and with it all that the broker knew of us. */
  forget(address: string): void {
    this.#known.delete(address)
  }

  known(): readonly string[] {
    return [...this.#known.keys()]
  }

  /** Never rejects: a broker that cannot be reached gets the next one. */
  async send(addresses: readonly string[]): Promise<HeartbeatReport> {
    const reached: string[] = []
    const failed: { address: string; error: unknown }[] = []
    const data = this.#data()
    const attempts = addresses.map(async (address) => {
      try {
        await this.#sendTo(address, data)
        reached.push(address)
      } catch (error) {
        this.#known.delete(address)
        failed.push({ address, error })
        this.#parts.logger.warn(texts.logHeartbeatFailed(), { address, error })
      }
    })
    await Promise.all(attempts)
    return { reached, failed }
  }

  async #sendTo(address: string, data: HeartbeatData): Promise<void> {
    const told = JSON.stringify(data)
    let kind = heartbeatKind(this.#known.get(address), told, data.consumers.length > 0)
    const { brokers } = this.#parts
    let answer = await brokers.heartbeat(address, data, kind)
    if (kind === 'withoutSubscriptions' && answer.subscriptionsChanged) {
      // It was restarted, or another client of the group told it something else: it must not wait for the next one.
      kind = 'full'
      answer = await brokers.heartbeat(address, data, kind)
    }
    this.#known.set(address, {
      supportsVersion2: answer.supportsVersion2,
      told: kind === 'plain' ? undefined : told,
    })
  }

  #data(): HeartbeatData {
    return {
      clientId: this.#parts.clientId,
      producers: [...this.#producers.keys()],
      consumers: [...this.#consumers.values()].map((data) => data()),
    }
  }
}

/** The first to a broker is one that all brokers understand; its answer says what it can do. */
export function heartbeatKind(
  known: Acquaintance | undefined,
  told: string,
  hasConsumers: boolean,
): HeartbeatKind {
  if (!hasConsumers || !known?.supportsVersion2) return 'plain'
  return known.told === told ? 'withoutSubscriptions' : 'full'
}
