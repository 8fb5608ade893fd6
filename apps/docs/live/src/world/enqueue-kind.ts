import type { Client, Job } from '@arq/client'

import type { JobKind } from './names.js'
import { chargeCard, importFile, poison, printReport, remind, sendMail } from './tasks.js'

const REPORT_PAGES = 20

/** Enqueues what a button of the page stands for. */
export function enqueueKind(client: Client, kind: JobKind): Promise<Job> {
  switch (kind) {
    case 'plain':
      return client.enqueueJob(sendMail, ['reader1@example.com'])
    case 'delayed':
      return client.enqueueJob(remind, ['the meeting'], { deferBy: '10s' })
    case 'hour':
      return client.enqueueJob(remind, ['lunch'], { deferBy: '1h' })
    case 'flaky':
      return client.enqueueJob(chargeCard, [7])
    case 'broken':
      return client.enqueueJob(importFile, ['holiday.jpg'])
    case 'long':
      return client.enqueueJob(printReport, [REPORT_PAGES])
    case 'poison':
      return client.enqueueJob(poison, ['huge.png'])
  }
}

/** So many mails in one batch. */
export const enqueueMails = (client: Client, count: number): Promise<readonly Job[]> =>
  client.enqueueJobs(
    Array.from({ length: count }, (_, index) => ({
      function: sendMail,
      args: [`reader${index + 1}@example.com`] as [string],
    })),
  )
