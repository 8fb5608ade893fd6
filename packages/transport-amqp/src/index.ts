export { amqpTransportSchema, type AmqpTransportSettings } from './amqp-settings.js'
export { AmqpTransport } from './amqp-transport.js'
export type {
  AmqpView,
  BrokerInspection,
  BrokerNode,
  DelayView,
  HoldView,
  InspectedQueue,
  ManagementView,
} from './inspect/broker-inspection.js'
export type { ListedQueue } from './inspect/listed-queue.js'
export type { QueueDifference } from './inspect/queue-difference.js'
