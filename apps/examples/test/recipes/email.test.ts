import { createTestArq } from '@arq/testing'
import { afterEach, expect, it } from '@jest/globals'

import { sendEmail } from '../../src/recipes/email.js'
import { emailWorker } from '../../src/recipes/email-worker.js'
import { httpService } from './http-service.js'

afterEach(() => {
  delete process.env['MAIL_URL']
})

function setup(url: string) {
  process.env['MAIL_URL'] = url
  return createTestArq(emailWorker)
}

it('sends a mail as often as it takes, as one and the same', async () => {
  const { url, requests } = await httpService(
    { status: 503 },
    { status: 429, headers: { 'retry-after': '120' } },
    { status: 202 },
  )
  await using arq = await setup(url)
  const job = await arq.client.enqueueJob(sendEmail, ['ada@example.com', 'welcome'])
  expect(await arq.drain()).toMatchObject([{ outcome: 'retried', delayMs: 10_000 }])
  await arq.clock.advance('10s')
  // As the service says, not by the back-off.
  expect(arq.runs[1]).toMatchObject({ outcome: 'retried', delayMs: 120_000 })
  await arq.clock.advance('2m')
  expect(await job.result()).toEqual({ to: 'ada@example.com', template: 'welcome' })
  const keys = requests.map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

it('gives up at once what the service refuses', async () => {
  const { url, requests } = await httpService({ status: 422 })
  await using arq = await setup(url)
  await arq.client.enqueueJob(sendEmail, ['nobody', 'welcome'])
  expect(await arq.drain()).toMatchObject([{ outcome: 'failed', error: { name: 'HttpError' } }])
  expect(requests).toHaveLength(1)
})
