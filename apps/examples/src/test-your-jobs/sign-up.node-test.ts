import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

import { createTestArq, createTestContext, runTask } from '@arq/testing'

import { type Mailer, sendEmail, signUp } from './sign-up.js'

test('welcomes a user once, and asks three days later', async () => {
  const send = mock.fn<Mailer['send']>(() => Promise.resolve())
  await using arq = await createTestArq({
    functions: [sendEmail],
    onStartup: (ctx) => void (ctx.extra.mailer = { send }),
  })
  await signUp(arq.client, 'ada@example.com')
  arq.expectEnqueued(sendEmail, ['ada@example.com', 'Welcome'], {
    jobId: 'welcome:ada@example.com',
  })
  arq.expectEnqueued(sendEmail, ([to]) => to === 'ada@example.com', { deferBy: '3d' })
  await arq.drain()
  assert.equal(send.mock.callCount(), 1)
  await arq.clock.advance('3d')
  assert.deepEqual(send.mock.calls[1]?.arguments, ['ada@example.com', 'How is it going?'])
})

test('sends a mail again after a worker was lost in the middle', async () => {
  let isFirst = true
  const send = mock.fn<Mailer['send']>(() => {
    const answer = isFirst ? new Promise<void>(() => undefined) : Promise.resolve()
    isFirst = false
    return answer
  })
  await using arq = await createTestArq({
    functions: [sendEmail],
    onStartup: (ctx) => void (ctx.extra.mailer = { send }),
  })
  const job = await arq.client.enqueueJob(sendEmail, ['ada@example.com', 'Hi'])
  await arq.untilRunning(job)
  await arq.loseWorker()
  await arq.drain()
  assert.equal(await job.status(), 'completed')
  assert.equal(send.mock.callCount(), 2)
})

test('says what it has done', async () => {
  const mailer: Mailer = { send: () => Promise.resolve() }
  const ctx = createTestContext({ extra: { mailer } })
  await runTask(sendEmail, ['ada@example.com', 'Hi'], ctx)
  assert.equal(ctx.logged[0]?.message, 'sent to ada@example.com')
})
