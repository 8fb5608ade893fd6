import { type ArqClient, InjectClient } from '@arq/nestjs'
import { Injectable } from '@nestjs/common'

import type { MailTasks } from '../mail/mail.processor.js'

@Injectable()
export class SignUpService {
  constructor(@InjectClient() private readonly arq: ArqClient<MailTasks>) {}

  /**
   * Enqueues what a new user gets: a welcome now, a question in three days.
   * @returns the job of the welcome; `null` when this address has been welcomed already
   */
  async signUp(email: string) {
    const welcome = await this.arq.enqueueJob(
      'sendMail',
      { to: email, subject: 'Welcome' },
      { jobId: `welcome:${email}` },
    )
    await this.arq.enqueueJob(
      'sendMail',
      { to: email, subject: 'How is it going?' },
      { jobId: `question:${email}`, deferBy: '3d' },
    )
    return welcome
  }
}
