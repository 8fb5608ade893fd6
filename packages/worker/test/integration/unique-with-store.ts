import type { ResultStore } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'

import type { UniqueServers } from '../unique-cells.js'
import { serverUrl } from './servers.js'

/** Jobs of one key over RabbitMQ, with a store of whichever kind. */
export const uniqueServers = (newStore: () => ResultStore): UniqueServers => ({
  newTransport: () =>
    new AmqpTransport({
      url: serverUrl('ARQ_TEST_RABBITMQ_URL'),
      reconnectInterval: '100ms',
    }),
  cut: (transport) => transport.close(),
  newStore,
})
