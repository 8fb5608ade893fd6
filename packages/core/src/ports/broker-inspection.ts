import type { ArqError } from '../errors/arq-error.js'
import type { Text } from '../texts/text.js'
import type { QueueInfo } from './transport.js'

/** What AMQP told, or why it told nothing. */
export type AmqpView =
  | {
      readonly isOpen: true
      /** As the broker says it, for example `3.10.8`. */
      readonly brokerVersion: string | undefined
      /** By name; `undefined`: there is no such queue. One that could not be looked at is not in it. */
      readonly queues: ReadonlyMap<string, QueueInfo | undefined>
    }
  | { readonly isOpen: false; readonly error: ArqError }

/** What the management API told, or why it told nothing. */
export type ManagementView =
  | {
      readonly isOpen: true
      readonly address: string
      /** Of the virtual host. The figures lag the broker by some seconds. */
      readonly queues: readonly ListedQueue[]
      /** How far the broker's clock is ahead of ours, to about a second; negative: behind. */
      readonly clockAheadMs: number | undefined
      /** Empty where the user may not see them. */
      readonly nodes: readonly BrokerNode[]
    }
  | {
      readonly isOpen: false
      readonly address: string
      /** Of HTTP; `undefined` when nothing came back. */
      readonly status: number | undefined
      readonly reason: string | Text
    }

/** A node of the broker. */
export interface BrokerNode {
  readonly name: string
  /** Where it has its configuration from; empty for some seconds after its start. */
  readonly configFiles: readonly string[]
}

/** A queue of jobs beside what the settings make of it. */
export interface InspectedQueue {
  readonly name: string
  readonly deadLetterQueue: string
  /** Where results of its jobs wait while the result store does not take them. */
  readonly parkedResultsQueue: string
  /** For what the broker will refuse whoever declares it; `undefined`: it could not be told. */
  readonly differences: readonly QueueDifference[] | undefined
  /** How long the broker lets a worker keep a job; `undefined`: its version could not be told. */
  readonly settleDeadline: SettleDeadlineView | undefined
}

export interface SettleDeadlineView {
  /** Milliseconds; `undefined`: there is no limit. */
  readonly limitMs: number | undefined
  /**
   * `queue`: its argument or policy. `worker`: workers ask for what they need. `settings`: the transport's
   * `consumerTimeout`, which stands for the broker's own setting that no API tells.
   */
  readonly saidBy: 'queue' | 'worker' | 'settings'
}

/** How messages wait that are for later. */
export interface DelayView {
  /** By the settings. */
  readonly asked: 'none' | 'auto' | 'plugin' | 'ttl' | 'compat'
  /** `undefined`: it could not be told. */
  readonly hasPlugin: boolean | undefined
  readonly dueQueue: string
  readonly undeliverableQueue: string
  /** What the names of the queues begin with in which messages wait. */
  readonly bucketPrefix: string
}

/** What a broker and its management API show to somebody who looks for what is wrong. */
export interface BrokerInspection {
  /** Without secrets. */
  readonly where: string
  readonly virtualHost: string
  readonly amqp: AmqpView
  /** `undefined`: there is no URL for it. */
  readonly management: ManagementView | undefined
  readonly delays: DelayView
  readonly queues: readonly InspectedQueue[]
}

/** One thing in which a queue is not what the settings ask for. */
export interface QueueDifference {
  /** For example `x-queue-type`, `durable`. */
  readonly name: string
  readonly wanted: string
  readonly found: string
}

/** A queue as the management API lists it; figures that it does not have yet are absent. */
export interface ListedQueue {
  readonly name: string
  readonly type: string | undefined
  readonly arguments: Readonly<Record<string, unknown>>
  readonly isDurable: boolean | undefined
  readonly isExclusive: boolean | undefined
  readonly isAutoDelete: boolean | undefined
  readonly messages: number | undefined
  /** Of a quorum queue: dead-lettered, and not yet confirmed by the queue they go to. They are not ready. */
  readonly deadLettering: number | undefined
  /** What policies make of it, for example `{ 'consumer-timeout': 7200000 }`. */
  readonly policy: Readonly<Record<string, unknown>>
}
