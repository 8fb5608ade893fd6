import { ArqModule } from '@arq/nestjs'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { ImageController } from './image.controller.js'
import { ImageProcessor, Images } from './image.processor.js'

@Module({
  imports: [
    ArqModule.forRootAsync({
      // A `ConfigService` would be in `inject`, and come as an argument.
      useFactory: () => {
        const { RABBITMQ_URL, REDIS_URL } = process.env
        return {
          transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
          resultStore: new RedisResultStore({ url: REDIS_URL ?? 'redis://localhost:6379' }),
        }
      },
    }),
  ],
  controllers: [ImageController],
  providers: [Images, ImageProcessor],
})
class AppModule {}

const app = await NestFactory.create(AppModule)
// SIGTERM ends the process when running jobs have ended.
app.enableShutdownHooks()
await app.listen(Number(process.env['PORT'] ?? '3000'), '127.0.0.1')
console.log(`listening at ${await app.getUrl()}`)
