import { MemoryTransport } from '@arq/memory'
import type { RocketMQTransportSettings } from '@arq/transport-rocketmq'

import { broker } from './shared-broker.js'

/** In place of RocketMQ's, in a page: the same settings, of which it needs none. */
export class RocketMQTransport extends MemoryTransport {
  constructor(_settings: RocketMQTransportSettings) {
    super({ broker })
  }
}
