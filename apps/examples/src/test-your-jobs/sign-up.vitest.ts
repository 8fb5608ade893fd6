import { type ArqMatchers, arqMatchers, createTestArq, runTask } from '@arq/testing'
import { expect, it } from 'vitest'

import { type Mailer, sendEmail, signUp } from './sign-up.js'

declare module 'vitest' {
  // Declarations are merged: it adds nothing of its own.
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface Assertion<T> extends ArqMatchers {}
}
expect.extend(arqMatchers)

/** A mail server that is away for the first calls. */
function mailerThatFails(times: number) {
  const sent: string[] = []
  const mailer: Mailer = {
    send(to, subject) {
      if ((times -= 1) >= 0) {
        return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
      }
      sent.push(`${to}: ${subject}`)
      return Promise.resolve()
    },
  }
  return { sent, mailer }
}

const setup = (mailer: Mailer) =>
  createTestArq({
    functions: [sendEmail],
    onStartup: (ctx) => void (ctx.extra.mailer = mailer),
  })

it('welcomes a user once, and asks three days later', async () => {
  const { sent, mailer } = mailerThatFails(0)
  await using arq = await setup(mailer)
  await signUp(arq.client, 'ada@example.com')
  expect(arq).toHaveEnqueued(sendEmail, ['ada@example.com', 'Welcome'])
  expect(arq).toHaveEnqueued(sendEmail, [expect.any(String), expect.any(String)], { deferBy: '3d' })
  await arq.drain()
  expect(sent).toEqual(['ada@example.com: Welcome'])
  await arq.clock.advance('3d')
  expect(sent).toEqual(['ada@example.com: Welcome', 'ada@example.com: How is it going?'])
})

it('sends it later when the mail server is away', async () => {
  const { sent, mailer } = mailerThatFails(2)
  await using arq = await setup(mailer)
  await arq.client.enqueueJob(sendEmail, ['ada@example.com', 'Hi'])
  expect(await arq.drain()).toMatchObject([{ outcome: 'retried', error: { message: 'away' } }])
  await arq.clock.advance('5m')
  expect(sent).toEqual(['ada@example.com: Hi'])
})

it('is a function like any other', async () => {
  const { sent, mailer } = mailerThatFails(0)
  const result = await runTask(sendEmail, ['ada@example.com', 'Hi'], { extra: { mailer } })
  expect(result).toEqual({ to: 'ada@example.com', subject: 'Hi' })
  expect(sent).toHaveLength(1)
})
