import { ArqModule } from '@arq/nestjs'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { servers } from './servers.js'
import { SignUpModule } from './sign-up/sign-up.module.js'

const { HOST = '127.0.0.1', PORT = '3000' } = process.env

// Runs no jobs, for it has no processor. With MailModule in its imports it would, beside its requests.
@Module({ imports: [ArqModule.forRoot(servers), SignUpModule] })
class ServerModule {}

const app = await NestFactory.create(ServerModule)
// Requests under way are answered, then the client is closed.
app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true })
await app.listen(Number(PORT), HOST)
console.log(`listening at ${await app.getUrl()}`)
