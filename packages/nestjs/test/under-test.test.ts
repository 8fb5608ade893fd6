import type { JobContext } from '@arq/core'
import { createTestArqFor } from '@arq/testing'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Injectable } from '@nestjs/common'
import { Test, type TestingModule } from '@nestjs/testing'

import {
  type ApplicationUnderTest,
  applicationUnderTest,
  type ArqClient,
  ArqModule,
  Cron,
  InjectClient,
  Processor,
  Task,
} from '../src/index.js'
import { closeApplications, willClose } from './application.js'

afterEach(closeApplications)

@Injectable()
class Mailer {
  readonly sent: string[] = []
  send(to: string, subject: string): void {
    this.sent.push(`${to}: ${subject}`)
  }
}

@Processor()
class EmailProcessor {
  constructor(private readonly mailer: Mailer) {}

  @Task()
  sendEmail(_ctx: JobContext, to: string, subject: string) {
    this.mailer.send(to, subject)
  }

  @Cron('0 9 * * *', { args: ['daily'] })
  @Cron('0 8 * * mon', { name: 'weekly', args: ['weekly'] })
  @Task({ timeout: '1m' })
  digest(_ctx: JobContext, kind: string) {
    this.mailer.send('all', kind)
  }
}

@Injectable()
class SignUp {
  constructor(@InjectClient() private readonly arq: ArqClient) {}

  async welcome(to: string) {
    await this.arq.enqueueJob('sendEmail', [to, 'Welcome'])
    await this.arq.enqueueJob('sendEmail', [to, 'How is it going?'], { deferBy: '3d' })
  }
}

const application = () =>
  Test.createTestingModule({
    // Nobody is there: whoever asks this server makes the test fail.
    imports: [ArqModule.forRoot({ transport: new AmqpTransport({ url: 'amqp://127.0.0.1:9' }) })],
    providers: [Mailer, EmailProcessor, SignUp],
  })

async function setup() {
  let app!: ApplicationUnderTest<TestingModule>
  const arq = willClose(
    await createTestArqFor(async (client) => {
      app = await applicationUnderTest(application(), client)
      willClose(app.module)
      return app.worker
    }),
  )
  return { arq, app: app.module }
}

describe('an application under test', () => {
  it('enqueues with the client of the test, and its tasks run when the test says so', async () => {
    const { arq, app } = await setup()
    await app.get(SignUp).welcome('ada@example.com')
    arq.expectEnqueued('sendEmail', ['ada@example.com', 'Welcome'], { times: 1 })
    expect(app.get(Mailer).sent).toEqual([])
    await arq.drain()
    expect(app.get(Mailer).sent).toEqual(['ada@example.com: Welcome'])
    arq.expectEnqueued('sendEmail', ['ada@example.com', 'How is it going?'], { deferBy: '3d' })
  })

  it('runs its cron jobs by the clock of the test', async () => {
    const { arq, app } = await setup()
    // From a Thursday on.
    await arq.clock.advance('5d')
    expect(app.get(Mailer).sent).toEqual([
      ...Array.from({ length: 4 }, () => 'all: daily'),
      'all: weekly',
      'all: daily',
    ])
    expect(new Set(arq.runs.map(({ task }) => task))).toEqual(new Set(['cron:digest', 'weekly']))
  })

  it('has its mistakes told, and nothing is left open', async () => {
    @Processor()
    class Empty {}
    const builder = Test.createTestingModule({
      imports: [ArqModule.forRoot({ transport: new AmqpTransport() })],
      providers: [Empty],
    })
    const opening = createTestArqFor((client) =>
      applicationUnderTest(builder, client).then(({ worker }) => worker),
    )
    await expect(opening).rejects.toThrow('no method with @Task() or @Cron()')
  })
})
