import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { ArqClient, ArqModule } from '@arq/nestjs'
import type { INestApplication } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { MailModule } from '../src/mail/mail.module.js'
import { type Mail, Mailer } from '../src/mail/mailer.js'
import { SignUpModule } from '../src/sign-up/sign-up.module.js'

/** The modules of server and worker in one application, with another mailer and everything in memory. */
async function startApp(mailer: Mailer): Promise<INestApplication> {
  const transport = new MemoryTransport({ broker: new MemoryBroker() })
  const builder = Test.createTestingModule({
    imports: [
      ArqModule.forRoot({ transport, resultStore: new MemoryResultStore() }),
      MailModule,
      SignUpModule,
    ],
  })
  const module = await builder.overrideProvider(Mailer).useValue(mailer).compile()
  const app = module.createNestApplication({ logger: false })
  await app.listen(0, '127.0.0.1')
  return app
}

let sent: Mail[]
let app: INestApplication
beforeEach(async () => {
  sent = []
  app = await startApp({ send: (mail) => Promise.resolve(void sent.push(mail)) })
})
afterEach(() => app.close())

const signUp = async (email: string) =>
  fetch(`${await app.getUrl()}/sign-ups`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email }),
  })

it('takes a sign-up, and its worker sends the welcome', async () => {
  const answer = await signUp('ada@example.com')
  expect([answer.status, await answer.json()]).toEqual([202, { jobId: 'welcome:ada@example.com' }])
  const welcome = app.get(ArqClient).getJob('welcome:ada@example.com')
  expect(await welcome.result()).toEqual({ to: 'ada@example.com', attempts: 1 })
  expect(sent).toMatchObject([{ to: 'ada@example.com', subject: 'Welcome' }])
})

it('takes an address once', async () => {
  await signUp('ada@example.com')
  expect((await signUp('ada@example.com')).status).toBe(409)
})

it('refuses what is no address', async () => {
  expect((await signUp('ada')).status).toBe(400)
  const welcome = app.get(ArqClient).getJob('welcome:ada')
  await expect(welcome.status()).rejects.toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
})

it('refuses a mail to no address, before anything is sent', async () => {
  const job = await app.get(ArqClient).enqueueJob('sendMail', { to: 'ada', subject: 'Hi' })
  await expect(job.result()).rejects.toMatchObject({
    code: 'ARQ_JOB_FAILED',
    original: { code: 'ARQ_INVALID_ARGUMENTS' },
  })
  expect(sent).toEqual([])
})
