import { MemoryResultStore, MemoryTransport } from '@arq/memory'

import { broker, records } from './shared-broker.js'

/** The way to the servers of this run, for programs of the page that call one of `apps/examples`. */
export const servers = () => ({
  transport: new MemoryTransport({ broker }),
  resultStore: new MemoryResultStore({ records }),
})
