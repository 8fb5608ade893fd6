import { type ArqMatchers, arqMatchers, createTestArq, runTask } from '@arq/testing'
import { expect, it } from 'vitest'

import type { Mail, Mailer } from '../src/mailer.js'
import { workerSettings } from '../src/settings.js'
import { signUp } from '../src/sign-up.js'
import { sendMail } from '../src/tasks.js'

declare module 'vitest' {
  interface Assertion<T> extends ArqMatchers {}
}
expect.extend(arqMatchers)

/** A mail service that is away for the first calls. */
function mailerThatFails(times: number) {
  const sent: Mail[] = []
  const mailer: Mailer = {
    send(mail) {
      if (times-- > 0) {
        return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
      }
      sent.push(mail)
      return Promise.resolve()
    },
  }
  return { sent, mailer }
}

/** The worker as it is, with another mailer; the clock stands still until a test moves it. */
const testArq = (mailer: Mailer) =>
  createTestArq({
    ...workerSettings,
    onStartup: (ctx) => {
      ctx.extra.mailer = mailer
    },
  })

it('welcomes a new user, and asks three days later', async () => {
  const { sent, mailer } = mailerThatFails(0)
  await using arq = await testArq(mailer)
  await signUp(arq.client, 'ada@example.com')

  await arq.drain()
  expect(sent).toMatchObject([{ to: 'ada@example.com', subject: 'Welcome' }])
  await arq.clock.advance('3d')
  expect(sent).toMatchObject([{ subject: 'Welcome' }, { subject: 'How is it going?' }])
})

it('welcomes nobody twice', async () => {
  await using arq = await testArq(mailerThatFails(0).mailer)
  await signUp(arq.client, 'ada@example.com')
  expect(await signUp(arq.client, 'ada@example.com')).toBeNull()
  expect(arq).toHaveEnqueued(sendMail, undefined, { jobId: 'welcome:ada@example.com', times: 1 })
})

it('tries again when the mail service is away', async () => {
  const { sent, mailer } = mailerThatFails(2)
  await using arq = await testArq(mailer)
  await signUp(arq.client, 'ada@example.com')

  expect(await arq.drain()).toMatchObject([{ outcome: 'retried', error: { message: 'away' } }])
  await arq.clock.advance('1m')
  expect(sent).toHaveLength(1)
})

it('refuses what is no address, before anything is sent', async () => {
  const { sent, mailer } = mailerThatFails(0)
  const run = runTask(sendMail, { to: 'ada', subject: 'Hi' }, { extra: { mailer } })
  await expect(run).rejects.toMatchObject({ code: 'ARQ_INVALID_ARGUMENTS' })
  expect(sent).toEqual([])
})
