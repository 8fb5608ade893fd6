import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { deliverWebhook, webhookWorker } from '../../src/recipes/webhooks.js'
import { httpService } from './http-service.js'

const setup = () => createTestArq({ ...webhookWorker, patience: '30s' })

it('delivers events in their order, though the receiver is busy at first', async () => {
  const busy = { status: 429, headers: { 'retry-after': '0' } }
  const { url, requests } = await httpService(busy, { status: 503 }, { status: 200 })
  await using arq = await setup()
  for (const event of ['created', 'paid', 'shipped']) {
    await arq.client.enqueueJob(deliverWebhook, [{ url, event }])
  }
  const runs = await arq.drain()
  expect(runs.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'completed'])
  expect(requests.map(({ body }) => body)).toEqual([
    ...['created', 'created', 'created'],
    ...['paid', 'shipped'],
  ])
  // The receiver can tell a second delivery by it.
  expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(3)
})

it('gives up what the receiver refuses, and goes on with the next', async () => {
  const { url, requests } = await httpService({ status: 410 }, { status: 200 })
  await using arq = await setup()
  await arq.client.enqueueJob(deliverWebhook, [{ url, event: 'created' }])
  await arq.client.enqueueJob(deliverWebhook, [{ url, event: 'paid' }])
  const runs = await arq.drain()
  expect(runs.map(({ outcome }) => outcome)).toEqual(['failed', 'completed'])
  expect(requests).toHaveLength(2)
})

it('stops when it is told to, also while it waits', async () => {
  const { url } = await httpService({ status: 429, headers: { 'retry-after': '3600' } })
  await using arq = await setup()
  const job = await arq.client.enqueueJob(deliverWebhook, [{ url, event: 'created' }])
  await arq.untilRunning(job)
  expect(await arq.abort(job)).toBe(true)
})
