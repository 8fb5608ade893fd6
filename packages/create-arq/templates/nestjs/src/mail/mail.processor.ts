import type { JobContext } from '@arq/core'
import { Processor, Task } from '@arq/nestjs'
import { Inject } from '@nestjs/common'
import * as v from 'valibot'

import { Mailer } from './mailer.js'

export const mailInput = v.object({ to: v.pipe(v.string(), v.email()), subject: v.string() })
type MailInput = v.InferOutput<typeof mailInput>

/** What those who enqueue know of the tasks: types, for which nothing of this file is loaded. */
export interface MailTasks {
  sendMail: { input: v.InferInput<typeof mailInput>; result: { to: string; attempts: number } }
}

@Processor()
export class MailProcessor {
  // tsx and vitest compile without the types of parameters: what is injected is named.
  constructor(@Inject(Mailer) private readonly mailer: Mailer) {}

  /**
   * Sends a mail. Run again by itself when the mail service is away or too busy: see `retryBackoff`.
   * After a crash a job may run a second time, so what it does has a key.
   */
  @Task({ input: mailInput, timeout: '30s', retryBackoff: '5s' })
  async sendMail(ctx: JobContext, { to, subject }: MailInput) {
    await this.mailer.send({ to, subject, key: ctx.jobId }, ctx.signal)
    return { to, attempts: ctx.jobTry }
  }
}
