import { createClient } from '@arq/client'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'

import { workerSettings } from './settings.js'
import { signUp } from './sign-up.js'

// Client and worker in this process, broker and results in its memory: no server.
const broker = new MemoryBroker()
const resultStore = new MemoryResultStore()

await using client = await createClient({ transport: new MemoryTransport({ broker }), resultStore })
const worker = new Worker({
  ...workerSettings,
  transport: new MemoryTransport({ broker }),
  resultStore,
})
const running = worker.run()

const welcome = await signUp(client, 'ada@example.com')
console.log('the welcome:', await welcome?.result())
console.log('once more:', await signUp(client, 'ada@example.com'))

await worker.stop()
await running
