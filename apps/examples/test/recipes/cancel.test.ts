import { setTimeout as sleep } from 'node:timers/promises'

import { task } from '@arq/core'
import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { cancelJob } from '../../src/recipes/cancel.js'

const long = task('long', (ctx) => sleep(3_600_000, undefined, { signal: ctx.signal }))
const short = task('short', () => 'done')

it('stops what waits and what runs, and says so of what has ended or never was', async () => {
  await using arq = await createTestArq({ functions: [long, short] })
  const ended = await arq.client.enqueueJob(short)
  await arq.drain()
  expect(await cancelJob(arq.client, ended.jobId)).toEqual({ httpStatus: 409, status: 'ended' })

  const waiting = await arq.client.enqueueJob(long, [], { jobId: 'waits', deferBy: '1h' })
  expect(await cancelJob(arq.client, waiting!.jobId)).toEqual({
    httpStatus: 200,
    status: 'aborted',
  })

  expect(await cancelJob(arq.client, 'nobody')).toEqual({ httpStatus: 404, status: 'unknown' })
})
