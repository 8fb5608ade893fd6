import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { conformanceOn } from './conformance.js'

let server: RedisServer

beforeAll(async () => {
  server = await createRedis()
  await server.start()
})
afterAll(() => server.dispose())

describe.each(['lean', 'python'] as const)('layout %s', (layout) => {
  conformanceOn({
    settings: () => ({ url: server.url, layout }),
    processes: () => [server],
  })
})
