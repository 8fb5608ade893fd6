import { task } from '@arq/core'
import { type ArqMatchers, arqMatchers, createTestArq, createTestContext } from '@arq/testing'
import { expect, it } from 'vitest'

import { mailInput, MailProcessor } from '../src/mail/mail.processor.js'
import { type Mail, Mailer } from '../src/mail/mailer.js'
import { SignUpService } from '../src/sign-up/sign-up.service.js'

declare module 'vitest' {
  interface Assertion<T> extends ArqMatchers {}
}
expect.extend(arqMatchers)

/** A mail service that is away for the first calls. */
class MailerThatFails extends Mailer {
  readonly sent: Mail[] = []

  constructor(private times = 0) {
    super()
  }

  send(mail: Mail) {
    if (this.times-- > 0) {
      return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
    }
    this.sent.push(mail)
    return Promise.resolve()
  }
}

/** The processor's method on a worker in memory; the clock stands still until a test moves it. */
async function testSignUps(mailer: Mailer) {
  const processor = new MailProcessor(mailer)
  const sendMail = task({
    name: 'sendMail',
    input: mailInput,
    run: (ctx, mail) => processor.sendMail(ctx, mail),
  })
  const arq = await createTestArq({ functions: [sendMail] })
  return { arq, signUps: new SignUpService(arq.client) }
}

it('welcomes a new user, and asks three days later', async () => {
  const mailer = new MailerThatFails()
  const { arq, signUps } = await testSignUps(mailer)
  await using _ = arq
  await signUps.signUp('ada@example.com')

  await arq.drain()
  expect(mailer.sent).toMatchObject([{ to: 'ada@example.com', subject: 'Welcome' }])
  await arq.clock.advance('3d')
  expect(mailer.sent).toMatchObject([{ subject: 'Welcome' }, { subject: 'How is it going?' }])
})

it('welcomes nobody twice', async () => {
  const { arq, signUps } = await testSignUps(new MailerThatFails())
  await using _ = arq
  await signUps.signUp('ada@example.com')
  expect(await signUps.signUp('ada@example.com')).toBeNull()
  expect(arq).toHaveEnqueued('sendMail', undefined, { jobId: 'welcome:ada@example.com', times: 1 })
})

it('tries again when the mail service is away', async () => {
  const mailer = new MailerThatFails(2)
  const { arq, signUps } = await testSignUps(mailer)
  await using _ = arq
  await signUps.signUp('ada@example.com')

  expect(await arq.drain()).toMatchObject([{ outcome: 'retried', error: { message: 'away' } }])
  await arq.clock.advance('1m')
  expect(mailer.sent).toHaveLength(1)
})

it('sends a mail by the key of its job', async () => {
  const mailer = new MailerThatFails()
  const ctx = createTestContext({ jobId: 'welcome:ada@example.com' })
  await new MailProcessor(mailer).sendMail(ctx, { to: 'ada@example.com', subject: 'Hi' })
  expect(mailer.sent).toEqual([
    { to: 'ada@example.com', subject: 'Hi', key: 'welcome:ada@example.com' },
  ])
})
