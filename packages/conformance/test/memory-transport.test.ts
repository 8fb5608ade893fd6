import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, it } from '@jest/globals'

import { transportConformance } from '../src/index.js'
import { memoryOthers } from './memory-others.js'

const broker = new MemoryBroker()
describe('memory, real time', () => {
  transportConformance(
    { describe, it },
    {
      open: () => new MemoryTransport({ broker }),
      faults: { cutConnection: (transport) => broker.disconnect(transport) },
      others: memoryOthers(broker),
    },
  )
})

const clock = new ManualClock()
const manualBroker = new MemoryBroker({ clock })
describe('memory, manual time', () => {
  transportConformance(
    { describe, it },
    {
      open: () => new MemoryTransport({ broker: manualBroker }),
      faults: { cutConnection: (transport) => manualBroker.disconnect(transport) },
      others: memoryOthers(manualBroker),
      clock,
    },
  )
})
