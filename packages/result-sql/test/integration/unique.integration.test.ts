import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterEach, beforeEach, describe } from '@jest/globals'

import { uniqueServers } from '../../../worker/test/integration/unique-with-store.js'
import { uniqueCells, type UniqueServers } from '../../../worker/test/unique-cells.js'
import { SqlResultStore } from '../../src/index.js'
import { dropTables, freshPrefix, openRawClient, postgresUrl } from './setup.js'

let servers: UniqueServers
let tablePrefix: string
beforeEach(() => {
  tablePrefix = freshPrefix()
  servers = uniqueServers(
    () => new SqlResultStore({ url: postgresUrl(), tablePrefix, maxConnections: 2 }),
  )
})
afterEach(async () => {
  const raw = await openRawClient()
  await dropTables(raw, tablePrefix)
  await raw.end()
})

describe('jobs of one key, over RabbitMQ and PostgreSQL', () =>
  uniqueCells({ servers: () => servers, isFull: isFullRun, clients: isFullRun ? 40 : 5 }))
