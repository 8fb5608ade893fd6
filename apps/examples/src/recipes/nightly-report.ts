import { type JobContext, task } from '@arq/core'
import { cron, type WorkerSettings } from '@arq/worker'

export interface Sales {
  totalOf(day: string): Promise<number>
}

/** The id of a tick's job ends with the moment of the tick, so that a late run reports on the day that was meant. */
const tickOf = (jobId: string): Date =>
  new Date(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.exec(jobId)?.[0] ?? NaN)

/** `2026-05-03`, the day before this moment in UTC. */
const dayBefore = (moment: Date): string =>
  new Date(moment.getTime() - 86_400_000).toISOString().slice(0, 10)

export const nightlyReport = task({
  name: 'nightly_report',
  timeout: '30m',
  retryOn: 'all',
  keepResult: '30d',
  run: async (ctx: JobContext<{ sales: Sales }>) => {
    const day = dayBefore(tickOf(ctx.jobId))
    return { day, total: await ctx.extra.sales.totalOf(day) }
  },
})

/** Any number of workers may have it: with a result store there is one report a night. */
export const reportWorker = {
  functions: [nightlyReport],
  cronJobs: [cron(nightlyReport, '30 2 * * *', { missed: 'runOnce' })],
} satisfies WorkerSettings<{ sales: Sales }>
