import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Injectable, Scope } from '@nestjs/common'
import * as v from 'valibot'

import {
  ArqClient,
  ArqModule,
  getClientToken,
  InjectClient,
  Processor,
  Task,
} from '../src/index.js'
import { closeApplications, startApplication } from './application.js'

afterEach(closeApplications)

const memory = () => ({
  transport: new MemoryTransport({ broker: new MemoryBroker() }),
  resultStore: new MemoryResultStore(),
})

@Injectable()
class Greetings {
  greet(name: string): string {
    return `Hello ${name}`
  }
}

const input = v.object({
  at: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
})

@Processor()
class GreetingProcessor {
  constructor(
    private readonly greetings: Greetings,
    @InjectClient() private readonly client: ArqClient,
  ) {}

  @Task()
  greet(_ctx: JobContext, name: string) {
    return this.greetings.greet(name)
  }

  @Task('greet_later')
  async later(ctx: JobContext, name: string) {
    const job = await this.client.enqueueJob('greet', [name], { jobId: `after:${ctx.jobId}` })
    return job?.jobId
  }

  @Task({ name: 'yearOf', input, output: v.number() })
  yearOf(_ctx: JobContext, { at }: { at: Date }) {
    return at.getUTCFullYear()
  }
}

describe('the tasks of a processor', () => {
  it('run on the provider, with what was injected into it', async () => {
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Greetings, GreetingProcessor],
    })
    const client: ArqClient = app.get(getClientToken())
    const job = await client.enqueueJob('greet', ['Ada'])
    expect(await job.result()).toBe('Hello Ada')
  })

  it('have the name of the method, or their own', async () => {
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Greetings, GreetingProcessor],
    })
    const client = app.get(ArqClient)
    const job = await client.enqueueJob('greet_later', ['Ada'])
    expect(await client.getJob(String(await job.result())).result()).toBe('Hello Ada')
  })

  it('get what their schema makes of the arguments', async () => {
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Greetings, GreetingProcessor],
    })
    const client = app.get(ArqClient)
    const good = await client.enqueueJob('yearOf', { at: '2026-11-30' })
    expect(await good.result()).toBe(2026)
    const bad = await client.enqueueJob('yearOf', { at: 5 })
    await expect(bad.result()).rejects.toMatchObject({ message: expect.stringContaining('at') })
  })

  it('run on a provider of its own for each job, where it has the scope of a request', async () => {
    let made = 0
    @Injectable({ scope: Scope.REQUEST })
    @Processor()
    class PerJob {
      readonly number = (made += 1)
      @Task()
      async which(_ctx: JobContext) {
        await Promise.resolve()
        return this.number
      }
    }
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [PerJob],
    })
    const client = app.get(ArqClient)
    const results = []
    for (let count = 0; count < 2; count += 1) {
      results.push(await (await client.enqueueJob('which')).result())
    }
    expect(results).toEqual([1, 2])
  })
})
