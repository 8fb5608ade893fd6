import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { AmqpTransport } from '@arq/transport-amqp'

/** @param {import('../contract.d.ts').ProcessSettings} settings */
export function newTransport({ name, rabbitmqUrl }) {
  return new AmqpTransport({
    url: rabbitmqUrl,
    connectionName: name,
    reconnectInterval: '500ms',
    // Connections that carry nothing are held up for some seconds: some are to be found out before.
    heartbeat: '4s',
    consumerCheckInterval: '5s',
    connectionTimeout: '10s',
    confirmTimeout: '15s',
    // As often as it takes: giving up is another matter.
    maxReconnectAttempts: 0,
  })
}

/** @param {Pick<import('../contract.d.ts').ProcessSettings, 'storeUrl' | 'degradeOnFailure'>} settings */
export function newStore({ storeUrl, degradeOnFailure }) {
  const Store = new URL(storeUrl).protocol === 'redis:' ? RedisResultStore : SqlResultStore
  return new Store({ url: storeUrl, degradeOnFailure })
}
