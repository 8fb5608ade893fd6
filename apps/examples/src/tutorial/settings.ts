import type { WorkerSettings } from '@arq/worker'

import { welcome } from './tasks.js'

export const workerSettings = {
  functions: [welcome],
  transport: { url: 'amqp://localhost:5672' },
  resultStore: { url: 'redis://localhost:6379/0' },
} satisfies WorkerSettings
