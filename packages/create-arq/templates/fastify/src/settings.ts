import type { WorkerSettings } from '@arq/worker'

import { printingMailer } from './mailer.js'
import { type Extra, sendMail } from './tasks.js'

/** What this worker runs, and how; the servers are in servers.ts. */
export const workerSettings = {
  functions: [sendMail],
  maxConcurrentJobs: 10,
  onStartup: (ctx) => {
    ctx.extra.mailer = printingMailer
  },
} satisfies WorkerSettings<Extra>
