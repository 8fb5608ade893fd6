import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'

import { createApp } from './app.js'
import { workerSettings } from './settings.js'

// Web server and worker in this process, broker and results in its memory: nothing listens, no other server is needed.
const broker = new MemoryBroker()
const resultStore = new MemoryResultStore()

const app = await createApp({ transport: new MemoryTransport({ broker }), resultStore })
const worker = new Worker({
  ...workerSettings,
  transport: new MemoryTransport({ broker }),
  resultStore,
})
const running = worker.run()

const request = { method: 'POST', url: '/sign-ups', body: { email: 'ada@example.com' } } as const
const { statusCode, body } = await app.inject(request)
console.log(statusCode, body)
console.log('the welcome:', await app.arq.getJob('welcome:ada@example.com').result())
console.log('once more:', (await app.inject(request)).statusCode)

await worker.stop()
await running
await app.close()
