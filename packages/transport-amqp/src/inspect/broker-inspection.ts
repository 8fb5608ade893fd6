export type {
  AmqpView,
  BrokerInspection,
  BrokerNode,
  DelayView,
  InspectedQueue,
  ManagementView,
  SettleDeadlineView,
} from '@arq/core/internal'

export interface InspectOptions {
  /** Whoever waits for the answer waits no more when it aborts. */
  readonly signal?: AbortSignal | undefined
}
