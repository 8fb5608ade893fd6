import { ManualClock, MemoryRecords, MemoryResultStore } from '@arq/memory'
import { describe, it } from '@jest/globals'

import { resultStoreConformance } from '../src/index.js'
import { memoryFaults } from './memory-faults.js'

const records = new MemoryRecords()
describe('memory, real time', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () => new MemoryResultStore({ records }),
      faults: memoryFaults,
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      canKeepEntries: true,
      canStream: true,
      shortTtlMs: 50,
    },
  )
})

const clock = new ManualClock()
const recordsOfClock = new MemoryRecords({ clock })
describe('memory, time moved by hand', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () => new MemoryResultStore({ records: recordsOfClock }),
      faults: memoryFaults,
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      canKeepEntries: true,
      canStream: true,
      clock,
    },
  )
})
