import { createTestArq, type TestArq } from '@arq/testing'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { createApp } from '../src/app.js'
import { workerSettings } from '../src/settings.js'
import { sendMail } from '../src/tasks.js'

let arq: TestArq
let app: FastifyInstance
beforeEach(async () => {
  arq = await createTestArq(workerSettings)
  app = await createApp({ client: arq.client })
})
afterEach(async () => {
  await app.close()
  await arq.close()
})

const signUp = (email: string) => app.inject({ method: 'POST', url: '/sign-ups', body: { email } })

it('takes a sign-up, and enqueues the welcome', async () => {
  const answer = await signUp('ada@example.com')
  expect([answer.statusCode, answer.json()]).toEqual([202, { jobId: 'welcome:ada@example.com' }])
  arq.expectEnqueued(sendMail, { to: 'ada@example.com', subject: 'Welcome' }, { times: 1 })
})

it('takes an address once', async () => {
  await signUp('ada@example.com')
  expect((await signUp('ada@example.com')).statusCode).toBe(409)
})

it('refuses what is no address', async () => {
  expect((await signUp('ada')).statusCode).toBe(400)
  arq.expectNotEnqueued(sendMail)
})
