import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { AmqpTransport } from '@arq/transport-amqp'

import type { FlowServers } from '../flow-bench.js'
import type { FleetPlace } from './flow-fleet.js'
import { nodesOf, serverUrl, uniqueName } from './servers.js'

/** The stores that keep flows, each with the broker that it is used with. */
export const FLOW_SERVERS = ['memory', 'redis', 'postgresql'] as const
export type FlowServerName = (typeof FLOW_SERVERS)[number]

interface OpenServers extends FlowServers {
  /** Where other processes find them; absent: they are in this one. */
  readonly place?: FleetPlace
  readonly close: () => Promise<void>
}

/** Servers with a queue and a place in the store of their own. */
export async function openServers(name: FlowServerName): Promise<OpenServers> {
  const queueName = uniqueName('queue')
  if (name === 'memory') {
    const broker = new MemoryBroker()
    const store = new MemoryResultStore()
    const openTransport = () => new MemoryTransport({ broker })
    return { queueName, openStore: () => store, openTransport, close: () => Promise.resolve() }
  }
  const url = nodesOf(serverUrl('ARQ_TEST_RABBITMQ_URL'))
  const openTransport = () => new AmqpTransport({ url })
  const close = async (): Promise<void> => {
    const transport = openTransport()
    await transport.connect()
    await transport.purgeQueue(queueName)
    await transport.close()
  }
  if (name === 'redis') {
    const keyPrefix = uniqueName('keys')
    const redisUrl = serverUrl('ARQ_TEST_REDIS_URL')
    const openStore = () => new RedisResultStore({ url: redisUrl, keyPrefix })
    const place = [url.join(','), redisUrl, keyPrefix, queueName] as const
    return { queueName, openStore, openTransport, place, close }
  }
  const tablePrefix = `${uniqueName('t').replaceAll('-', '_')}_`
  const sqlUrl = process.env['ARQ_TEST_POSTGRESQL_URL'] ?? ''
  const openStore = () => new SqlResultStore({ url: sqlUrl, tablePrefix })
  // The tables stand before several processes at once look for them.
  const store = openStore()
  await store.connect()
  await store.close()
  const place = [url.join(','), sqlUrl, tablePrefix, queueName] as const
  return { queueName, openStore, openTransport, place, close }
}
