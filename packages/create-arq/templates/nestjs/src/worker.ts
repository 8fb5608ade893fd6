import { ArqModule } from '@arq/nestjs'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { MailModule } from './mail/mail.module.js'
import { servers } from './servers.js'

@Module({
  imports: [ArqModule.forRoot({ ...servers, worker: { maxConcurrentJobs: 10 } }), MailModule],
})
class WorkerModule {}

const app = await NestFactory.createApplicationContext(WorkerModule)
// Runs jobs until Ctrl-C or SIGTERM; those that have begun may end.
app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true })
