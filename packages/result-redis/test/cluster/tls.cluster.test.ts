import { readFileSync } from 'node:fs'

import {
  createRedis,
  createRedisCluster,
  type RedisClusterServer,
  type RedisServer,
} from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { conformanceOn, urlOf } from '../integration/conformance.js'

describe('TLS with a certificate on either side', () => {
  let server: RedisServer
  let cluster: RedisClusterServer
  beforeAll(async () => {
    server = await createRedis({ tls: true })
    cluster = await createRedisCluster({ tls: true })
    await server.start()
    await cluster.start()
  })
  afterAll(async () => {
    await server.dispose()
    await cluster.dispose()
  })

  describe('one server, settings', () => {
    conformanceOn({
      settings: () => ({
        url: server.url,
        tls: {
          ca: server.tls!.ca,
          cert: readFileSync(server.tls!.certPath),
          key: readFileSync(server.tls!.keyPath),
        },
      }),
      processes: () => [server],
    })
  })

  describe('a cluster, files that the URL names', () => {
    conformanceOn({
      settings: () => {
        const { caPath, certPath, keyPath } = cluster.tls!
        const files = { ssl_ca_certs: caPath, ssl_certfile: certPath, ssl_keyfile: keyPath }
        const query = String(new URLSearchParams(files))
        return { url: `${urlOf('rediss+cluster', cluster.urls)}?${query}` }
      },
      processes: () => cluster.nodes,
    })
  })
})
