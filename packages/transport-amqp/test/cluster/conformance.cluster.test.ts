import { transportConformance } from '@arq/conformance'
import { createRabbitCluster, type RabbitClusterServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { TcpProxy } from '../tcp-proxy.js'
import { DyingLeaders } from './dying-leaders.js'

let cluster: RabbitClusterServer
let proxy: TcpProxy
let leaders: DyingLeaders

beforeAll(async () => {
  cluster = await createRabbitCluster()
  await cluster.start()
  proxy = await new TcpProxy(cluster.url).start()
  leaders = new DyingLeaders(cluster)
  await leaders.start()
}, 180_000)
afterAll(async () => {
  await leaders.stop()
  await proxy.stop()
  await cluster.dispose()
})

describe('AmqpTransport on a cluster whose other nodes die in turn, with the queues that they lead', () => {
  transportConformance(
    { describe, it },
    {
      open: () => new AmqpTransport({ url: proxy.url, reconnectInterval: '50ms' }),
      capabilities: new AmqpTransport().capabilities,
      faults: { cutConnection: () => proxy.cut() },
    },
  )

  it('has gone on although queues lost their leaders meanwhile', async () => {
    await leaders.stop()
    expect(leaders.bereftQueues).toBeGreaterThan(10)
  })
})
