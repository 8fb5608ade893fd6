import { FaultAvoidance } from '../routing/fault-avoidance.js'
import type { PublishQueues } from '../routing/publish-queues.js'
import type { ProducerEvents } from './producer-events.js'

const NOBODY: readonly string[] = Object.freeze([])

/** A send that took less never keeps its broker from being chosen. */
const ALWAYS_WELL_MS = 500

/**
 * Which brokers to leave alone at present: those that just failed this very message, and those that were slow or failed
 * lately. Costs nothing while all are well.
 */
export class BrokerHealth {
  readonly #faults: FaultAvoidance | undefined
  readonly #events: ProducerEvents
  /** Those that `#faults` has something about. */
  readonly #suspects = new Set<string>()
  readonly #hosts = new WeakMap<PublishQueues, readonly string[]>()

  /** @param isOn whether brokers that were slow or failed are avoided by later messages */
  constructor(isOn: boolean, events: ProducerEvents) {
    this.#faults = isOn ? new FaultAvoidance() : undefined
    this.#events = events
  }

  onSuccess(brokerName: string, latencyMs: number, now: number): void {
    if (this.#faults === undefined) return
    if (latencyMs < ALWAYS_WELL_MS && this.#suspects.size === 0) return
    this.#faults.recordSuccess(brokerName, latencyMs, now)
    this.#compare(this.#faults, brokerName, now)
  }

  onFailure(brokerName: string, now: number): void {
    if (this.#faults === undefined) return
    this.#faults.recordFailure(brokerName, now)
    this.#compare(this.#faults, brokerName, now)
  }

  /** @param failed the brokers that failed this message already */
  avoided(publish: PublishQueues, failed: readonly string[], now: number): readonly string[] {
    if (this.#suspects.size === 0) return failed
    const hosts = this.hosts(publish)
    const untried = hosts.filter((name) => !failed.includes(name))
    // Where all have failed, a slow one is better than none.
    const choice = untried.length > 0 ? untried : hosts
    const preferred = this.#faults?.preferred(choice, now) ?? choice
    return preferred.length === hosts.length
      ? NOBODY
      : hosts.filter((name) => !preferred.includes(name))
  }

  /** The brokers of a topic. */
  hosts(publish: PublishQueues): readonly string[] {
    let hosts = this.#hosts.get(publish)
    if (hosts === undefined) {
      const names = publish.queues.map(publish.hostBroker).filter((name) => name !== undefined)
      hosts = [...new Set(names)]
      this.#hosts.set(publish, hosts)
    }
    return hosts
  }

  #compare(faults: FaultAvoidance, brokerName: string, now: number): void {
    const isAvoided = !faults.isAvailable(brokerName, now)
    if (isAvoided === this.#suspects.has(brokerName)) return
    if (isAvoided) {
      this.#suspects.add(brokerName)
      this.#events.emit({ type: 'brokerAvoided', brokerName })
    } else {
      this.#suspects.delete(brokerName)
      this.#events.emit({ type: 'brokerRecovered', brokerName })
    }
  }
}
