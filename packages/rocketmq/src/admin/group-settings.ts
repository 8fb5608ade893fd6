import type { WritableJson } from '../protocol/json-writer.js'
import type { ConsumerGroupConfig } from '../protocol/requests/consumer-groups.js'

/** When a failed message comes again: after the nth failure, each time in milliseconds. RocketMQ 5, for pop. */
export type RetryPolicy =
  | {
      readonly type: 'exponential'
      readonly initialMs: number
      readonly maxMs: number
      readonly multiplier: number
    }
  | { readonly type: 'customized'; readonly nextMs: readonly number[] }

/** How a consumer group is set up; what is absent gets its default, or stays as it is. */
export interface GroupSettings {
  /** Whether it may consume at all. @defaultValue true */
  readonly consumeEnable?: boolean
  /** Whether a new group may begin at the oldest message. @defaultValue true */
  readonly consumeFromMinEnable?: boolean
  /** Whether its members may consume by broadcasting. @defaultValue true */
  readonly consumeBroadcastEnable?: boolean
  /** For consumers that pop: whether the broker keeps the order of each queue (FIFO). @defaultValue false */
  readonly consumeMessageOrderly?: boolean
  /** Queues of its retry topic. @defaultValue 1 */
  readonly retryQueueNums?: number
  /** A message that failed so often goes to the dead letters. @defaultValue 16 */
  readonly retryMaxTimes?: number
  /** Minutes after which a broker takes a popped, orderly message for lost. @defaultValue 15 */
  readonly consumeTimeoutMinute?: number
  /** Whether members are told when others come and go. @defaultValue true */
  readonly notifyConsumerIdsChangedEnable?: boolean
  readonly retryPolicy?: RetryPolicy
  /** For example `{ 'lite.bind.topic': 'orders' }`; `undefined` takes one away. RocketMQ 5. */
  readonly attributes?: Readonly<Record<string, string | undefined>>
}

/**
 * What is written to a broker, in its own names: all it said before, with the changes.
 *
 * Source: apache/rocketmq `remoting/.../protocol/subscription/SubscriptionGroupConfig.java`, `GroupRetryPolicy.java`;
 * attributes as in `common/.../attribute/AttributeUtil.java`.
 */
export function groupBody(
  groupName: string,
  { attributes = {}, retryPolicy, ...changes }: GroupSettings,
  current?: ConsumerGroupConfig,
): { readonly groupName: string; readonly [field: string]: WritableJson } {
  return {
    ...current?.raw,
    ...changes,
    ...(retryPolicy && { groupRetryPolicy: policyBody(retryPolicy) }),
    // Brokers take changes of attributes, never the attributes themselves.
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) =>
        value === undefined ? [`-${key}`, ''] : [`+${key}`, value],
      ),
    ),
    groupName,
  }
}

function policyBody(policy: RetryPolicy): WritableJson {
  if (policy.type === 'customized') {
    return { type: 'CUSTOMIZED', customizedRetryPolicy: { next: policy.nextMs } }
  }
  const { initialMs: initial, maxMs: max, multiplier } = policy
  return { type: 'EXPONENTIAL', exponentialRetryPolicy: { initial, max, multiplier } }
}
