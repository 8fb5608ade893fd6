export { amqpTransportSchema, type AmqpTransportSettings } from './amqp-settings.js'
export { AmqpTransport } from './amqp-transport.js'
