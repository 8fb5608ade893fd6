// A worker as an application would run it, from the built packages.
import { createConsoleLogger } from '@arq/core'
import { Worker } from '@arq/worker'

import { Witness } from '../witness.js'
import { newStore, newTransport } from './connections.js'
import { endWithParent, readSettings } from './settings.js'
import { chaosTasks, QUEUE_NAME } from './tasks.js'

const settings = readSettings()
endWithParent()

await Worker.run({
  functions: chaosTasks(new Witness(settings.witness), settings.name),
  queueName: QUEUE_NAME,
  transport: newTransport(settings),
  resultStore: newStore(settings),
  maxConcurrentJobs: 20,
  prefetchCount: 60,
  jobCompletionWait: '500ms',
  gracefulShutdownTimeout: '3s',
  logger: createConsoleLogger({ level: 'info' }),
})
