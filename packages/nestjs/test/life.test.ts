import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common'

import { ArqClient, ArqModule, ArqWorkers, InjectClient, Processor, Task } from '../src/index.js'
import { closeApplications, startApplication } from './application.js'

afterEach(closeApplications)

const memory = () => ({
  transport: new MemoryTransport({ broker: new MemoryBroker() }),
  resultStore: new MemoryResultStore(),
})

/** A promise to settle from outside. */
function latch() {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('in the life of an application', () => {
  it('the client is open before anything that injects it, and the worker runs once all is ready', async () => {
    const told: string[] = []
    @Injectable()
    class Service implements OnModuleInit {
      constructor(@InjectClient() private readonly client: ArqClient) {}
      async onModuleInit() {
        await this.client.enqueueJob('tell')
        told.push('enqueued')
      }
    }
    const ran = latch()
    @Processor()
    class Teller implements OnApplicationBootstrap {
      @Task()
      tell(_ctx: JobContext) {
        told.push('ran')
        ran.open()
      }
      onApplicationBootstrap() {
        told.push('ready')
      }
    }
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Service, Teller],
    })
    await ran.opened
    expect(told[0]).toBe('enqueued')
    expect(told).toHaveLength(3)
    expect(app.get(ArqWorkers).get()?.health.status).toBe('ready')
  })

  it('a close waits for running jobs, whose providers are still there', async () => {
    const begun = latch()
    const end = latch()
    const told: string[] = []
    class Database {
      onApplicationShutdown() {
        told.push('database closed')
      }
    }
    @Processor()
    class Slow {
      @Task()
      async work(_ctx: JobContext) {
        begun.open()
        await end.opened
        told.push('done')
      }
    }
    const { transport, resultStore } = memory()
    // It stays open for a look at it after the end.
    const release = await resultStore.acquire()
    const app = await startApplication({
      imports: [ArqModule.forRoot({ transport, resultStore })],
      providers: [Slow, Database],
    })
    const client = app.get(ArqClient)
    const first = await client.enqueueJob('work')
    await begun.opened
    const stopping = latch()
    app.get(ArqWorkers).get()?.on('workerStopping', stopping.open)
    const closed = app.close()
    await stopping.opened
    end.open()
    await closed
    expect(told).toEqual(['done', 'database closed'])
    await expect(client.enqueueJob('work')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    const record = (await resultStore.getMany([first.jobId])).get(first.jobId)
    expect(record).toMatchObject({ status: 'completed' })
    await release()
  })

  it('does not start with a broker that cannot be reached', async () => {
    const { transport } = memory()
    transport.acquire = () => Promise.reject(new Error('no broker'))
    const starting = startApplication({ imports: [ArqModule.forRoot({ transport })] })
    await expect(starting).rejects.toThrow('no broker')
  })

  it('does not start with a worker that cannot run', async () => {
    @Processor()
    class Any {
      @Task()
      any(_ctx: JobContext) {
        return 1
      }
    }
    const worker = {
      onStartup: () => {
        throw new Error('no licence')
      },
    }
    const starting = startApplication({
      imports: [ArqModule.forRoot({ ...memory(), worker })],
      providers: [Any],
    })
    await expect(starting).rejects.toThrow('no licence')
  })

  it('tells of a worker that cannot go on', async () => {
    @Processor()
    class Any {
      @Task()
      any(_ctx: JobContext) {
        return 1
      }
    }
    const { transport } = memory()
    const failed = latch()
    const told: unknown[] = []
    // A transport tells so when its tries have come to an end.
    const listeners: Parameters<typeof transport.on>[0][] = []
    const on = transport.on.bind(transport)
    transport.on = (listener) => {
      listeners.push(listener)
      return on(listener)
    }
    await startApplication({
      imports: [
        ArqModule.forRoot({
          transport,
          onWorkerFailure: (error) => {
            told.push(error)
            failed.open()
          },
        }),
      ],
      providers: [Any],
    })
    const error = Object.assign(new Error('gave up'), { retryable: false })
    for (const tell of listeners) tell({ type: 'gaveUp', error } as never)
    await failed.opened
    expect(told).toEqual([error])
  })
})
