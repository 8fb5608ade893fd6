import { Module } from '@nestjs/common'

import { MailProcessor } from './mail.processor.js'
import { Mailer, PrintingMailer } from './mailer.js'

/** What runs jobs: an application that imports it has a worker. */
@Module({ providers: [{ provide: Mailer, useClass: PrintingMailer }, MailProcessor] })
export class MailModule {}
