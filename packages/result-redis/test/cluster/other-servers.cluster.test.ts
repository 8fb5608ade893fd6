import {
  createRedis,
  createRedisCluster,
  type RedisClusterServer,
  type RedisServer,
  type RedisVersion,
} from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { conformanceOn, urlOf } from '../integration/conformance.js'

const VERSIONS: readonly RedisVersion[] = ['redis-6.0', 'redis-8.0', 'valkey-8.1', 'valkey-9.1']

describe.each(VERSIONS)('%s', (version) => {
  describe('one server', () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await createRedis({ version })
      await server.start()
    })
    afterAll(() => server.dispose())
    conformanceOn({ settings: () => ({ url: server.url }), processes: () => [server] })
  })

  describe('a cluster', () => {
    let cluster: RedisClusterServer
    beforeAll(async () => {
      cluster = await createRedisCluster({ version })
      await cluster.start()
    })
    afterAll(() => cluster.dispose())
    conformanceOn({
      settings: () => ({ url: urlOf('redis+cluster', cluster.urls) }),
      processes: () => cluster.nodes,
    })
  })
})
