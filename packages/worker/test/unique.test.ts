import { MemoryBroker, MemoryRecords, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { beforeEach, describe } from '@jest/globals'

import { uniqueCells, type UniqueServers } from './unique-cells.js'

let servers: UniqueServers
beforeEach(() => {
  const broker = new MemoryBroker()
  const records = new MemoryRecords()
  servers = {
    newTransport: () => new MemoryTransport({ broker }),
    cut: (transport) => broker.disconnect(transport, { downFor: '1d' }),
    newStore: () => new MemoryResultStore({ records }),
  }
})

describe('jobs of one key, in memory', () =>
  uniqueCells({ servers: () => servers, isFull: isFullRun, clients: 100 }))
