import type { DelayedOutbound, Outbound } from '../publish/outbound.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import type { MessageProperties } from '../wire/message-properties.js'
import { BucketDelay } from './bucket-delay.js'
import type { DelayMechanism } from './delay-mechanism.js'
import type { DueMoment } from './due-moment.js'

/** What is longer the plugin delivers at once: its timers are Erlang's, of 32 bits. */
const LONGEST_PLUGIN_DELAY_MS = 2 ** 32 - 1
const DELAY_HEADER = 'x-delay'

/**
 * The delayed-message plugin, declared and used as the Python library does. What it cannot do waits in our own queues:
 * delays longer than it can take, and those of exclusive queues, which only the connection that owns them may bind.
 *
 * The plugin answers `mandatory` with NO_ROUTE always, so that flag is off, and the binding is asserted beforehand.
 * A target that is deleted while its messages wait therefore loses them; the other mechanism does not.
 * @see https://github.com/rabbitmq/rabbitmq-delayed-message-exchange
 */
export class PluginDelay implements DelayMechanism {
  readonly #buckets = new BucketDelay()

  delay(outbound: Outbound, due: DueMoment): DelayedOutbound {
    const inBuckets = this.#buckets.delay(outbound, due)
    return {
      ...outbound,
      routeAt: (target, leavesAtMs) => {
        // A time span and not a moment: counted from when the message leaves, or what had to wait for the connection
        // would wait twice. In whole milliseconds, rounded up: never early.
        const delayMs = Math.ceil(due.monotonicMs - leavesAtMs)
        if (delayMs <= 0) return { exchange: '', routingKey: target.name, queues: [target] }
        if (delayMs > LONGEST_PLUGIN_DELAY_MS || target.flags?.exclusive === true) {
          return inBuckets.routeAt(target, leavesAtMs)
        }
        return throughPlugin(target, withDelay(outbound.properties, delayMs))
      },
    }
  }
}

function throughPlugin(target: QueueSpec, properties: MessageProperties): Route {
  const name = `delayed.${target.name}`
  return {
    exchange: name,
    routingKey: target.name,
    queues: [target],
    exchangeSpec: { type: 'x-delayed-message', name, queueName: target.name },
    gateKey: name,
    properties,
  }
}

function withDelay(properties: MessageProperties, delayMs: number): MessageProperties {
  const headers = { ...properties.headers, [DELAY_HEADER]: delayMs }
  return { ...properties, headers, mandatory: false }
}
