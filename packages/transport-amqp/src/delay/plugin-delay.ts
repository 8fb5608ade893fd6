import type { Outbound } from '../publish/outbound.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import type { MessageProperties } from '../wire/message-properties.js'
import { BucketDelay } from './bucket-delay.js'
import type { DelayedOutbound, DelayMechanism } from './delay-mechanism.js'

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

  delay(outbound: Outbound, dueAtMs: number): DelayedOutbound {
    const fresh = withoutPastDelay(outbound)
    const inBuckets = this.#buckets.delay(fresh, dueAtMs)
    return {
      ...fresh,
      routeAt: (target, leavesAtMs) => {
        // A time span and not a moment: counted from when the message leaves, or what had to wait for the connection
        // would wait twice. In whole milliseconds, rounded up: never early.
        const delayMs = Math.ceil(dueAtMs - leavesAtMs)
        if (delayMs <= 0) return { exchange: '', routingKey: target.name, queues: [target] }
        if (delayMs > LONGEST_PLUGIN_DELAY_MS || target.flags?.exclusive === true) {
          const { properties } = inBuckets
          return { ...inBuckets.routeAt(target, leavesAtMs), properties }
        }
        return throughPlugin(target, withDelay(fresh.properties, delayMs))
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

/** A job that is tried again brings along the delay that it has behind it: the plugin leaves it in its headers. */
function withoutPastDelay(outbound: Outbound): Outbound {
  const { [DELAY_HEADER]: past, ...headers } = outbound.properties.headers ?? {}
  if (past === undefined) return outbound
  return { ...outbound, properties: { ...outbound.properties, headers } }
}
