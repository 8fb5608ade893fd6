import { ConfigurationError } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { unwrapNamespace, wrapNamespace } from '../protocol/resource-name.js'
import type { RouteOptions, RoutingStrategy } from '../routing/message-router.js'
import type { Queues, QueueSelector } from '../routing/queue-selector.js'
import type { SettingProblem } from '../texts/setting-problem.js'
import { texts } from '../texts/texts.js'

/** Chooses the queue of a message; must return one of `queues`. */
export type SelectQueue = (queues: Queues, message: Message) => MessageQueue

/** What one send may have of its own. */
export interface SendOptions {
  /**
   * Milliseconds for everything: waiting for room, finding the route, all attempts.
   * @defaultValue the producer's `sendTimeoutMs`
   */
  readonly timeoutMs?: number | undefined
  /** Ends the send early. Whether the message is stored is then unknown, unless `details.isSent` of the error is false. */
  readonly signal?: AbortSignal | undefined
  /** Exactly this queue. Makes it one attempt, unless `retries` says otherwise. */
  readonly queue?: MessageQueue | undefined
  /** Instead of the producer's strategy. Makes it one attempt, unless `retries` says otherwise. */
  readonly selector?: QueueSelector | SelectQueue | undefined
  /**
   * Further attempts after a failure that another attempt may heal. A message that is bound to one queue, by `queue`,
   * `selector` or its key, is tried there again, and may be overtaken meanwhile.
   * @defaultValue the producer's `retries`; 0 for a message that is bound to one queue
   */
  readonly retries?: number | undefined
}

/** Nothing of its own. */
export const NO_OPTIONS: SendOptions = Object.freeze({})

/** Whether a message may go to one queue only: what it must keep is its order. */
export function isBoundToQueue(
  { shardingKey, keys }: Message,
  { queue, selector }: SendOptions,
  strategy: RoutingStrategy,
): boolean {
  if (queue !== undefined || selector !== undefined) return true
  return strategy === 'MESSAGE_HASH' && (shardingKey !== undefined || keys.length > 0)
}

/**
 * The queue or the selector of the caller, for a router that knows topics with their namespace. A selector is handed
 * messages and queues with the topic as the caller knows it, as in the Java client.
 *
 * Source: apache/rocketmq `client/.../producer/DefaultMQProducerImpl.java` (`invokeMessageQueueSelector`).
 */
export function callersChoice(
  { queue, selector }: Pick<SendOptions, 'queue' | 'selector'>,
  namespace: string | undefined,
): Pick<RouteOptions, 'queue' | 'selector'> {
  if (queue !== undefined) return { queue: wrapped(queue, namespace) }
  if (selector === undefined) return {}
  const own = typeof selector === 'function' ? { select: selector } : selector
  return { selector: namespace === undefined ? own : inNamespace(own, namespace) }
}

function inNamespace(selector: QueueSelector, namespace: string): QueueSelector {
  const unwrapped = <T extends { readonly topic: string }>(named: T): T => ({
    ...named,
    topic: unwrapNamespace(namespace, named.topic),
  })
  return {
    select: ([first, ...rest], message) => {
      const queues: Queues = [unwrapped(first), ...rest.map(unwrapped)]
      return wrapped(selector.select(queues, unwrapped(message)), namespace)
    },
  }
}

function wrapped(queue: MessageQueue, namespace: string | undefined): MessageQueue {
  return { ...queue, topic: wrapNamespace(namespace, queue.topic) }
}

/** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong option */
export function checkSendOptions({ timeoutMs, retries, queue, selector }: SendOptions): void {
  const issues: SettingProblem[] = []
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0)) {
    issues.push({ path: 'timeoutMs', text: texts.mustBeOver0Ms({ value: timeoutMs }) })
  }
  if (retries !== undefined && !(Number.isInteger(retries) && retries >= 0)) {
    issues.push({ path: 'retries', text: texts.mustBeWholeFrom0({ value: retries }) })
  }
  if (queue !== undefined && selector !== undefined) {
    issues.push({ path: 'queue', text: texts.queueOrSelector() })
  }
  if (issues.length > 0) throw new ConfigurationError(texts.sendOptions(), issues)
}
