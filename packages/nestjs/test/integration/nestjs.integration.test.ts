import type { JobContext } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Body, Controller, Get, Injectable, Module, Param, Post } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { ArqClient, ArqModule, InjectClient, Processor, Task } from '../../src/index.js'
import { closeApplications, moduleOf, startApplication, willClose } from '../application.js'
import { newPlace, newTransport } from './servers.js'

let place: ReturnType<typeof newPlace>
beforeEach(() => {
  place = newPlace()
})
afterEach(async () => {
  await closeApplications()
  await place.purge()
})

@Injectable()
class Prices {
  readonly each = 3
}

@Processor()
class OrderProcessor {
  constructor(private readonly prices: Prices) {}

  @Task({ maxRetries: 1, timeout: '1m' })
  total(ctx: JobContext, count: number) {
    ctx.progress({ of: count })
    return { total: count * this.prices.each }
  }
}

@Controller('orders')
class OrderController {
  constructor(@InjectClient() private readonly arq: ArqClient) {}

  @Post()
  async place(@Body() body: { count: number }) {
    const job = await this.arq.enqueueJob('total', [body.count])
    return { jobId: job.jobId }
  }

  @Get(':jobId')
  async look(@Param('jobId') jobId: string) {
    return { result: await this.arq.getJob(jobId).result({ timeout: '1m' }) }
  }
}

@Injectable()
class Config {
  get arq() {
    const { queueName, newStore } = place
    return { transport: newTransport(), resultStore: newStore(), queueName }
  }
}

@Module({ providers: [Config], exports: [Config] })
class ConfigModule {}

const forRootAsync = () =>
  ArqModule.forRootAsync({
    imports: [ConfigModule],
    inject: [Config],
    useFactory: (config: Config) => config.arq,
  })

const json = { 'content-type': 'application/json' }

describe('a Nest application on RabbitMQ and Redis', () => {
  it('takes a request, runs its job on a provider, and answers with the result', async () => {
    const root = moduleOf({
      imports: [forRootAsync()],
      controllers: [OrderController],
      providers: [OrderProcessor, Prices],
    })
    const options = { logger: false, abortOnError: false } as const
    const app = willClose(await NestFactory.create(root, options))
    await app.listen(0, '127.0.0.1')
    const server = await app.getUrl()
    const body = JSON.stringify({ count: 14 })
    const posted = await fetch(`${server}/orders`, { method: 'POST', headers: json, body })
    expect(posted.status).toBe(201)
    const { jobId } = (await posted.json()) as { jobId: string }
    const answer = await (await fetch(`${server}/orders/${jobId}`)).json()
    expect(answer).toEqual({ result: { total: 42 } })
  })

  it('does its work in two applications: one enqueues, the other has the worker', async () => {
    const web = await startApplication({
      imports: [ArqModule.forRoot({ ...new Config().arq, worker: false })],
      providers: [OrderProcessor, Prices],
    })
    const job = await web.get(ArqClient).enqueueJob('total', [2])
    expect(await job.status()).toBe('queued')
    await startApplication({ imports: [forRootAsync()], providers: [OrderProcessor, Prices] })
    expect(await job.result({ timeout: '1m' })).toEqual({ total: 6 })
  })

  it('does not start without its broker, and leaves nothing open', async () => {
    const transport = new AmqpTransport({ url: 'amqp://127.0.0.1:1', connectionTimeout: '300ms' })
    const starting = startApplication({
      imports: [ArqModule.forRoot({ transport, resultStore: place.newStore() })],
      providers: [OrderProcessor, Prices],
    })
    await expect(starting).rejects.toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
  })
})
