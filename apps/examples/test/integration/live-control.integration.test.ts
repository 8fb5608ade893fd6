import type { Job } from '@arq/client'
import { task } from '@arq/core'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { whileNothingRuns } from '../../src/live-control.js'
import { openServers } from '../real-servers.js'

let servers: Awaited<ReturnType<typeof openServers>>
beforeAll(async () => void (servers = await openServers()))
afterAll(() => servers.close())

it('runs jobs before and after the work, and none beside it', async () => {
  const steps: string[] = []
  const step = task('step', (_ctx, name: string) => void steps.push(name))
  servers.startWorker({ functions: [step] })
  const client = await servers.openClient()
  await (await client.enqueueJob(step, ['before'])).result({ timeout: '60s' })

  let after: Job<void> | undefined
  await whileNothingRuns(client, 'default', async () => {
    after = await client.enqueueJob(step, ['after'])
    steps.push('work')
  })
  await after?.result({ timeout: '60s' })
  expect(steps).toEqual(['before', 'work', 'after'])
})
