import type { Outbound } from '../outbound.js'
import { BucketDelay } from './bucket-delay.js'
import type { DelayedOutbound, DelayMechanism } from './delay-mechanism.js'

/** Beyond it the plugin delivers at once: its timers are Erlang's, of 32 bits. */
const LONGEST_PLUGIN_DELAY_MS = 2 ** 32 - 1

/**
 * The delayed-message plugin, declared and used as the Python library does. Longer delays than it can take wait in our
 * own queues.
 *
 * The plugin answers `mandatory` with NO_ROUTE always, so that flag is off, and the binding is asserted beforehand.
 * A target that is deleted while its messages wait therefore loses them; the other mechanism does not.
 * @see https://github.com/rabbitmq/rabbitmq-delayed-message-exchange
 */
export class PluginDelay implements DelayMechanism {
  readonly #longer = new BucketDelay()

  delay(outbound: Outbound, dueAtMs: number, nowMs: number): DelayedOutbound {
    // Whole milliseconds, rounded up: never early.
    const delayMs = Math.ceil(dueAtMs - nowMs)
    if (delayMs > LONGEST_PLUGIN_DELAY_MS) return this.#longer.delay(outbound, dueAtMs)
    const { properties } = outbound
    return {
      ...outbound,
      properties: {
        ...properties,
        mandatory: false,
        headers: { ...properties.headers, 'x-delay': delayMs },
      },
      routeAt: (target) => {
        const name = `delayed.${target.name}`
        return {
          exchange: name,
          routingKey: target.name,
          queues: [target],
          exchangeSpec: { type: 'x-delayed-message', name, queueName: target.name },
          gateKey: name,
        }
      },
    }
  }
}
