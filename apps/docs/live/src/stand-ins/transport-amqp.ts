import { MemoryTransport } from '@arq/memory'
import type { AmqpTransportSettings } from '@arq/transport-amqp'

import { broker } from './shared-broker.js'

/** In place of RabbitMQ's, in a page: the same settings, of which it needs none. */
export class AmqpTransport extends MemoryTransport {
  constructor(_settings: AmqpTransportSettings) {
    super({ broker })
  }
}
