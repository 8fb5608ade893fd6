import { task } from '@arq/core'
import { expect, it } from '@jest/globals'

import { startTestArq } from '../src/test-your-tasks.js'

const remind = task('remind', (ctx, who: string) => `${who} at ${ctx.startTime.toISOString()}`)
const flaky = task({
  name: 'flaky',
  retryOn: 'all',
  retryBackoff: '10m',
  run: (ctx) => {
    if (ctx.jobTry < 3) throw new Error('not yet')
    return ctx.jobTry
  },
})

it('lets an hour pass in no time', async () => {
  await using arq = await startTestArq([remind])
  const job = await arq.client.enqueueJob(remind, ['Ada'], { deferBy: '1h' })
  await arq.clock.advance('59m')
  expect(await job.status()).toBe('queued')
  await arq.clock.advance('1m')
  expect(await job.result()).toBe('Ada at 2026-01-01T01:00:00.000Z')
})

it('shows every attempt of a job that is retried with growing waits', async () => {
  await using arq = await startTestArq([flaky])
  const job = await arq.client.enqueueJob(flaky)
  await arq.clock.advance('10m')
  expect(await job.status()).toBe('retrying')
  await arq.clock.advance('20m')
  expect(await job.result()).toBe(3)
})
