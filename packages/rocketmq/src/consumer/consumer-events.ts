import type { ListenerOutcome } from '../consume/listener-outcome.js'
import type { EventHub } from '../events/event-hub.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { MessageRequestMode } from '../protocol/requests/assignment.js'
import type { FullBy } from '../pull/pull-limits.js'
import type { StallReason } from '../pull/pull-watch.js'
import type { SubscriptionConflict } from './subscription-conflict.js'

/** What happens to a consumer, to be observed. Topics and queues are named with their namespace. */
export type ConsumerEvent =
  | { readonly type: 'started' }
  /** It takes no more messages; running listeners end. */
  | { readonly type: 'closing' }
  | { readonly type: 'closed' }
  | {
      /** The queues of a topic that this member has are others than before. */
      readonly type: 'rebalanced'
      readonly topic: string
      readonly added: readonly MessageQueue[]
      readonly removed: readonly MessageQueue[]
    }
  | {
      /** The group is set to read a topic in another way than before; also said of the first. `assignment: 'broker'` only. */
      readonly type: 'requestModeChanged'
      readonly topic: string
      readonly mode: MessageRequestMode
    }
  | {
      /** Another member of the group subscribes differently. Its topic is named without the namespace. */
      readonly type: 'subscriptionConflict'
      readonly conflict: SubscriptionConflict
    }
  | {
      /** Listeners are behind: a queue is not pulled until some of its messages are consumed. */
      readonly type: 'full'
      readonly queue: MessageQueue
      readonly by: FullBy
    }
  /** A pull failed; the next one follows by itself. */
  | { readonly type: 'pullFailed'; readonly queue: MessageQueue; readonly error: unknown }
  | {
      /** A pull loop had stopped without anybody's doing, and was started anew. */
      readonly type: 'pullStalled'
      readonly queue: MessageQueue
      readonly reason: StallReason
      readonly stalledForMs: number
    }
  | {
      /** The offset of a queue was set to another one: by an administrator, or because the broker has no such message. */
      readonly type: 'offsetMoved'
      readonly queue: MessageQueue
      readonly from: bigint
      readonly to: bigint
    }
  | {
      /** A listener threw, asked for the message again, or took too long. */
      readonly type: 'consumeFailed'
      readonly messages: readonly MessageExt[]
      readonly outcome: ListenerOutcome
    }
  | {
      /** A message could be given back to no broker; it is consumed here once more. */
      readonly type: 'sendBackFailed'
      readonly message: MessageExt
      readonly error: unknown
    }

export type ConsumerListener = (event: ConsumerEvent) => void

export type ConsumerEvents = EventHub<ConsumerEvent>
