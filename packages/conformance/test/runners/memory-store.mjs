import { MemoryRecords, MemoryResultStore } from '@arq/memory'

import { resultStoreConformance } from '../../dist/index.js'

const records = new MemoryRecords()

/** The suite as whoever installs the package runs it. */
export const declareSuite = (runner) =>
  resultStoreConformance(runner, {
    open: () => new MemoryResultStore({ records }),
    ...{ canAnnounce: true, canBegin: true, canTakeMany: true, canSubscribe: false },
    shortTtlMs: 300,
  })
