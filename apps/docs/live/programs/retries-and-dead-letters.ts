import { createClient } from '@arq/client'
import { Worker } from '@arq/worker'

import {
  createChargeTask,
  type PaymentService,
  takeParkedJob,
} from '../../../examples/src/retries-and-dead-letters.js'
import { servers } from '../src/stand-ins/servers.js'

// The payment service of this page: busy at first, and it does not take order 8.
let calls = 0
const payments: PaymentService = {
  charge: (order) => {
    calls += 1
    if (order === 'order-8') return Promise.resolve('refused')
    return Promise.resolve(calls === 1 ? 'busy' : 'paid')
  },
}
const charge = createChargeTask(payments)
const worker = new Worker({ functions: [charge], ...servers() })
void worker.run()
const client = await createClient(servers())

const paid = await client.enqueueJob(charge, ['order-7'])
console.log('paid:', await paid.result())
await client.enqueueJob(charge, ['order-8'])
const { transport } = servers()
await transport.connect()
await takeParkedJob(transport, 'default', ({ error }) => console.log('parked:', error))

await transport.close()
await client.close()
await worker.stop()
