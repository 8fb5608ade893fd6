import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { ArqClient, ArqModule } from '@arq/nestjs'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { MailModule } from './mail/mail.module.js'
import { SignUpModule } from './sign-up/sign-up.module.js'

// Web server and worker in one application, broker and results in its memory: no other server is needed.
@Module({
  imports: [
    ArqModule.forRoot({
      transport: new MemoryTransport({ broker: new MemoryBroker() }),
      resultStore: new MemoryResultStore(),
    }),
    MailModule,
    SignUpModule,
  ],
})
class DemoModule {}

const app = await NestFactory.create(DemoModule, { logger: ['warn', 'error', 'fatal'] })
await app.listen(0, '127.0.0.1')
const url = `${await app.getUrl()}/sign-ups`
const request = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: 'ada@example.com' }),
}

const answer = await fetch(url, request)
console.log(answer.status, await answer.text())
const welcome = app.get(ArqClient).getJob('welcome:ada@example.com')
console.log('the welcome:', await welcome.result())
console.log('once more:', (await fetch(url, request)).status)

await app.close()
