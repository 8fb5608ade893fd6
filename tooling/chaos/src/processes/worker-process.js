// A worker as an application would run it, from the built packages.
import { createConsoleLogger } from '@arq/core'
import { Worker } from '@arq/worker'

import { cipherOf } from '../kinds/encrypted/keys.js'
import { QUEUE_NAME } from '../queue-names.js'
import { Witness } from '../witness.js'
import { AskedJobs } from './asked-jobs.js'
import { newStore, newTransport } from './connections.js'
import { endWithParent, readSettings } from './settings.js'
import { chaosTasks } from './tasks.js'

const settings = /** @type {import('../contract.d.ts').WorkerSettings} */ (readSettings())
endWithParent()

const store = newStore(settings)
const asked = new AskedJobs()
asked.listenTo(store)

/**
 * Whether a job that starts now could not be asked about.
 * @param {string} jobId
 * @returns {boolean}
 */
const isUnasked = (jobId) => {
  const isAnswered = asked.take(jobId)
  if (!settings.degradeOnFailure) return false
  if (isAnswered !== undefined) return !isAnswered
  return worker.health.problems.some(({ code }) => code === 'store_away')
}

/** @type {Worker<object>} */
const worker = new Worker({
  functions: chaosTasks(new Witness(settings.witness), settings.name, isUnasked, settings.keyIds),
  encryption: cipherOf(settings.keyIds),
  queueName: QUEUE_NAME,
  transport: newTransport(settings),
  resultStore: store,
  maxConcurrentJobs: 20,
  prefetchCount: 60,
  jobCompletionWait: '500ms',
  gracefulShutdownTimeout: '3s',
  logger: createConsoleLogger({ level: 'info' }),
  handleSignals: true,
  onStartup: () => void process.send?.({ isAtWork: true }),
})
await worker.run()
