import { createClient } from '@arq/client'
import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Injectable, Module } from '@nestjs/common'
import { Test } from '@nestjs/testing'

import {
  ArqClient,
  ArqModule,
  type ArqModuleOptions,
  ArqWorkers,
  getClientToken,
  InjectClient,
  Processor,
  Task,
} from '../src/index.js'
import { closeApplications, moduleOf, startApplication, willClose } from './application.js'

afterEach(closeApplications)

const memory = () => ({
  transport: new MemoryTransport({ broker: new MemoryBroker() }),
  resultStore: new MemoryResultStore(),
})

@Processor()
class Adder {
  @Task()
  add(_ctx: JobContext, a: number, b: number) {
    return a + b
  }
}

@Processor({ client: 'billing' })
class Biller {
  @Task()
  add(_ctx: JobContext, a: number, b: number) {
    return -(a + b)
  }
}

@Injectable()
class Config {
  readonly queueName = 'of-config'
}

@Module({ providers: [Config], exports: [Config] })
class ConfigModule {}

/** What injects both clients. */
@Injectable()
class Clients {
  constructor(
    @InjectClient() readonly unnamed: ArqClient,
    @InjectClient('billing') readonly billing: ArqClient,
  ) {}
}

describe('ArqModule', () => {
  it('takes its settings from a factory, which injects', async () => {
    const app = await startApplication({
      imports: [
        ArqModule.forRootAsync({
          imports: [ConfigModule],
          inject: [Config],
          useFactory: async ({ queueName }: Config) => ({
            ...(await Promise.resolve(memory())),
            queueName,
          }),
        }),
      ],
      providers: [Adder],
    })
    const job = await app.get(ArqClient).enqueueJob('add', [1, 2])
    expect(job.queueName).toBe('of-config')
    expect(await job.result()).toBe(3)
  })

  it('may be there several times by name, each with its processors', async () => {
    const app = await startApplication({
      imports: [
        ArqModule.forRoot(memory()),
        ArqModule.forRoot({ name: 'billing', queueName: 'bills', ...memory() }),
      ],
      providers: [Adder, Biller, Clients],
    })
    const { unnamed, billing } = app.get(Clients)
    const jobs = [await unnamed.enqueueJob('add', [1, 2]), await billing.enqueueJob('add', [1, 2])]
    expect(await Promise.all(jobs.map((job) => job.result()))).toEqual([3, -3])
    expect(app.get(getClientToken('billing'))).toBe(billing)
    expect(app.get(ArqWorkers).get('billing')?.counts.completed).toBe(1)
  })

  it('is seen by all modules, or by those that import it', async () => {
    @Injectable()
    class Inner {
      constructor(@InjectClient() readonly client: ArqClient) {}
    }
    @Module({ providers: [Inner] })
    class InnerModule {}
    const client = willClose(await createClient(memory()))
    const forRoot = (isGlobal: boolean) => ({
      imports: [ArqModule.forRoot({ client, isGlobal }), InnerModule],
    })
    const app = await startApplication(forRoot(true))
    expect(app.get(Inner, { strict: false }).client).toBe(app.get(ArqClient))
    // Nest's own words, with what to write in them.
    await expect(startApplication(forRoot(false))).rejects.toThrow(/ArqModule\.forRoot\(\)/)
  })

  it('gives the worker what client and worker have both, unless the worker has its own', async () => {
    const runs = async (options: ArqModuleOptions, queueNames: readonly (string | undefined)[]) => {
      const app = await startApplication({
        imports: [ArqModule.forRoot(options)],
        providers: [Adder],
      })
      for (const queueName of queueNames) {
        const client = app.get(ArqClient)
        const job =
          queueName === undefined
            ? await client.enqueueJob('add', [1, 2])
            : await client.enqueueJob('add', [1, 2], { queueName })
        expect([job.queueName, await job.result()]).toEqual([queueName ?? 'mail', 3])
      }
    }
    await runs({ ...memory(), queueName: 'mail' }, [undefined])
    const queues = [{ name: 'a' }, { name: 'b' }]
    await runs({ ...memory(), queueName: 'mail', worker: { queues } }, ['a', 'b'])
  })

  it('runs no jobs with `worker: false`', async () => {
    const app = await startApplication({
      imports: [ArqModule.forRoot({ ...memory(), worker: false })],
      providers: [Adder],
    })
    const job = await app.get(ArqClient).enqueueJob('add', [1, 2])
    expect(app.get(ArqWorkers).get()).toBeUndefined()
    expect(await job.status()).toBe('queued')
  })

  it('may have a client of yours, which stays open, and cannot have a worker then', async () => {
    const client = willClose(await createClient(memory()))
    const app = await startApplication({
      imports: [ArqModule.forRoot({ client, worker: false })],
      providers: [Adder],
    })
    expect(app.get(ArqClient)).toBe(client)
    await app.close()
    expect((await client.enqueueJob('add', [1, 2])).jobId).toBeTruthy()
    const wrong = startApplication({ imports: [ArqModule.forRoot({ client })], providers: [Adder] })
    await expect(wrong).rejects.toThrow(/transport.*worker: false/)
  })

  it('lets tests put another client in its place', async () => {
    const client = willClose(await createClient(memory()))
    const root = moduleOf({
      imports: [ArqModule.forRoot({ ...memory(), worker: false })],
      providers: [Adder],
    })
    const module = await Test.createTestingModule({ imports: [root] })
      .overrideProvider(getClientToken())
      .useValue(client)
      .compile()
    willClose(module)
    expect(module.get(ArqClient)).toBe(client)
    // Without a worker a task is a method like any other.
    expect(module.get(Adder).add({} as JobContext, 1, 2)).toBe(3)
  })
})
