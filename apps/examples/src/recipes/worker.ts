import { Worker } from '@arq/worker'

import { newResultStore, newTransport } from './servers.js'
import { resize } from './tasks.js'

await Worker.run({
  functions: [resize],
  transport: newTransport(),
  resultStore: newResultStore(),
})
