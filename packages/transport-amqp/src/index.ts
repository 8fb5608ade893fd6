export { type AmqpTransportSettings, amqpTransportSettingsSchema } from './amqp-settings.js'
export { AmqpTransport } from './amqp-transport.js'
export type {
  AmqpView,
  BrokerInspection,
  BrokerNode,
  DelayView,
  InspectedQueue,
  InspectOptions,
  ManagementView,
  SettleDeadlineView,
} from './inspect/broker-inspection.js'
export type { QueueDifference } from './inspect/queue-difference.js'
export type { ListedQueue } from './topology/listed-queue.js'
