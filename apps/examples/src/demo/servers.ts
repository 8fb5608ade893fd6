import type { ResultStore, Transport } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

import type { DemoOptions } from './options.js'

/** What the demo runs on. Client and worker have a connection each, as if they were two programs. */
export interface Servers {
  readonly clientTransport: Transport
  readonly workerTransport: Transport
  readonly resultStore: ResultStore
  /** For people, without passwords. */
  readonly description: string
}

const CONNECTION_TIMEOUT = '10s'

export function openServers({ rabbitmqUrl, redisUrl }: DemoOptions): Servers {
  const transports = rabbitmqUrl === undefined ? inMemory() : onRabbit(rabbitmqUrl)
  const resultStore =
    redisUrl === undefined
      ? new MemoryResultStore()
      : new RedisResultStore({ url: redisUrl, degradeOnFailure: false })
  const results = redisUrl === undefined ? 'memory:' : `redis://${new URL(redisUrl).host}`
  const description = `${transports.clientTransport.description}, ${results}`
  return { ...transports, resultStore, description }
}

function inMemory() {
  const broker = new MemoryBroker()
  return {
    clientTransport: new MemoryTransport({ broker }),
    workerTransport: new MemoryTransport({ broker }),
  }
}

function onRabbit(url: string) {
  const connect = (connectionName: string) =>
    new AmqpTransport({ url, connectionName, connectionTimeout: CONNECTION_TIMEOUT })
  return { clientTransport: connect('demo client'), workerTransport: connect('demo worker') }
}
