import { RedisResultStore } from '@arq/result-redis'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { beforeEach, describe } from '@jest/globals'

import { uniqueCells, type UniqueServers } from '../unique-cells.js'
import { serverUrl, uniqueName } from './servers.js'
import { uniqueServers } from './unique-with-store.js'

let servers: UniqueServers
beforeEach(() => {
  const keyPrefix = uniqueName('unique')
  const url = serverUrl('ARQ_TEST_REDIS_URL')
  servers = uniqueServers(() => new RedisResultStore({ url, keyPrefix }))
})

describe('jobs of one key, over RabbitMQ and Redis', () =>
  uniqueCells({ servers: () => servers, isFull: isFullRun, clients: isFullRun ? 100 : 10 }))
