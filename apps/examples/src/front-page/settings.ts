import type { WorkerSettings } from '@arq/worker'
import { add, resize, sendEmail } from './tasks.js'

export const workerSettings = {
  functions: [sendEmail, resize, add],
  queues: [{ name: 'default' }, { name: 'images' }],            // or queueName: 'default'
  maxRetries: 3, retryBackoff: 5, jobTimeout: 300, maxConcurrentJobs: 10,
  onStartup: async (ctx) => { ctx.extra.startedAt = Date.now() },
} satisfies WorkerSettings<{ startedAt: number }>
