import type { ClientInstance } from '../client/client-instance.js'
import type { ConsumerParts } from '../consumer/consumer-options.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import type { PullConsumerSettings, SharedPullConsumerSettings } from './pull-consumer-settings.js'

type PullConsumerParts = Omit<ConsumerParts, 'consumeHooks' | 'trace'>

/** A pull consumer with a client to itself. */
export interface OwnClientPullConsumerOptions extends PullConsumerSettings, PullConsumerParts {
  readonly client?: undefined
  /** Called for every request of any kind. */
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/** A pull consumer that shares connections, routes and heartbeats with others. */
export interface SharedClientPullConsumerOptions
  extends SharedPullConsumerSettings, PullConsumerParts {
  readonly client: ClientInstance
  readonly requestHooks?: undefined
}

export type PullConsumerOptions = OwnClientPullConsumerOptions | SharedClientPullConsumerOptions

/** What one poll may have of its own. */
export interface PollOptions {
  /** @defaultValue the consumer's `maxPollMessages` */
  readonly maxMessages?: number | undefined
  /** Milliseconds to wait for a message; 0 takes what is there. @defaultValue the consumer's `pollTimeoutMs` */
  readonly timeoutMs?: number | undefined
  /** Ends the wait: the poll rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}
