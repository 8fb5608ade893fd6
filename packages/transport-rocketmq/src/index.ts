export {
  type RocketMQTransportSettings,
  rocketMQTransportSettingsSchema,
} from './rocketmq-settings.js'
export { RocketMQTransport } from './rocketmq-transport.js'
