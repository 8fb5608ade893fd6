import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { cron } from '@arq/worker'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Injectable } from '@nestjs/common'

import { ArqClient, ArqModule, Cron, Processor } from '../src/index.js'
import { closeApplications, startApplication } from './application.js'

afterEach(closeApplications)

const memory = () => ({
  transport: new MemoryTransport({ broker: new MemoryBroker() }),
  resultStore: new MemoryResultStore(),
})

/** Resolves with what the first call was given. */
function gathered() {
  let tell: (told: string) => void = () => undefined
  const told = new Promise<string>((resolve) => (tell = resolve))
  return { tell, told }
}

@Injectable()
class Clock {
  readonly ticked = gathered()
}

@Processor()
class Reports {
  constructor(private readonly clock: Clock) {}

  @Cron({ hour: 3, runAtStartup: true, args: ['nightly'] })
  report(_ctx: JobContext, kind: string) {
    this.clock.ticked.tell(kind)
    return kind
  }
}

describe('@Cron()', () => {
  it('runs a method by the clock, on its provider', async () => {
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Clock, Reports],
    })
    expect(await app.get(Clock).ticked.told).toBe('nightly')
  })

  it('makes the method a task, which a client may enqueue, too', async () => {
    const app = await startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Clock, Reports],
    })
    const job = await app.get(ArqClient).enqueueJob('report', ['by hand'])
    expect(await job.result()).toBe('by hand')
  })

  it('stands beside the cron jobs of the settings', async () => {
    const own = gathered()
    async function ownJob() {
      own.tell('own')
      await Promise.resolve()
    }
    const cronJobs = [cron(ownJob, { hour: 3, runAtStartup: true })]
    const app = await startApplication({
      imports: [ArqModule.forRoot({ ...memory(), worker: { cronJobs } })],
      providers: [Clock, Reports],
    })
    expect(await Promise.all([own.told, app.get(Clock).ticked.told])).toEqual(['own', 'nightly'])
  })

  it('is refused at the start where its time is none, naming the method', async () => {
    @Processor()
    class Wrong {
      @Cron('0 25 * * *')
      never(_ctx: JobContext) {
        return 0
      }
    }
    const starting = startApplication({
      imports: [ArqModule.forRoot(memory())],
      providers: [Wrong],
    })
    await expect(starting).rejects.toThrow('@Cron() of Wrong.never')
    await expect(starting).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  })

  it('is refused anywhere but before a method', () => {
    expect(() => Cron('* * * * *')({}, 'field', undefined as never)).toThrow('before a method')
  })
})
