import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, it } from '@jest/globals'

import { transportConformance } from '../src/index.js'

const broker = new MemoryBroker()
describe('memory, real time', () => {
  transportConformance(
    { describe, it },
    {
      open: () => new MemoryTransport({ broker }),
      faults: { cutConnection: (transport) => broker.disconnect(transport) },
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
      clock,
    },
  )
})
