import type { ResultStore } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'

import type { ResultStoreFaults } from '../src/index.js'

const memory = (store: ResultStore): MemoryResultStore => {
  if (store instanceof MemoryResultStore) return store
  throw new Error('made by another factory')
}

export const memoryFaults: ResultStoreFaults = {
  fail: (store) => memory(store).fail(),
  recover: (store) => memory(store).recover(),
}
