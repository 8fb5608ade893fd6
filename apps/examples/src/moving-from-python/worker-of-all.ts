import { Worker } from '@arq/worker'

import { resultStore, transport } from './servers.js'
import { invoice, welcome } from './tasks.js'

await Worker.run({
  functions: [welcome, invoice],
  queues: [{ name: 'default' }, { name: 'welcome' }],
  transport,
  resultStore,
})
