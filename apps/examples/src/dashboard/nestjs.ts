import { createDashboard, type Dashboard, nodeHandler } from '@arq/dashboard'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { type BeforeApplicationShutdown, Inject, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { userOf } from './login.js' // yours

const { RABBITMQ_URL, REDIS_URL, PORT = '3000' } = process.env

const DASHBOARD = Symbol('dashboard')

@Module({
  providers: [
    {
      provide: DASHBOARD,
      useFactory: () =>
        createDashboard({
          transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
          resultStore: new RedisResultStore({ url: REDIS_URL ?? 'redis://localhost:6379' }),
          authorize: (request) => userOf(request.headers.get('authorization') ?? undefined),
        }),
    },
  ],
})
class AppModule implements BeforeApplicationShutdown {
  readonly #dashboard: Dashboard

  constructor(@Inject(DASHBOARD) dashboard: Dashboard) {
    this.#dashboard = dashboard
  }

  // Before the server closes: pages that listen would keep it open.
  beforeApplicationShutdown(): Promise<void> {
    return this.#dashboard.close()
  }
}

const app = await NestFactory.create(AppModule)
app.use('/arq', nodeHandler(app.get<Dashboard>(DASHBOARD)))
app.enableShutdownHooks()
await app.listen(Number(PORT), '127.0.0.1')
console.log(`dashboard at ${await app.getUrl()}/arq/`)
