import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import { HealthCheckService, TerminusModule } from '@nestjs/terminus'

import { ArqClient, ArqHealthIndicator, ArqModule, Processor, Task } from '../src/index.js'
import { closeApplications, startApplication } from './application.js'

afterEach(closeApplications)

@Processor()
class Mailer {
  @Task()
  send(_ctx: JobContext) {
    return 1
  }
}

describe('the health indicator', () => {
  it('tells terminus whether jobs run, and why they do not', async () => {
    const transport = new MemoryTransport({ broker: new MemoryBroker() })
    const app = await startApplication({
      imports: [ArqModule.forRoot({ transport }), TerminusModule.forRoot({ logger: false })],
      providers: [Mailer],
    })
    const health = app.get(HealthCheckService)
    const check = () => health.check([() => app.get(ArqHealthIndicator).isHealthy()])
    expect(await check()).toMatchObject({
      status: 'ok',
      details: { arq: { status: 'up', worker: 'ready' } },
    })
    await app.get(ArqClient).pause({ queue: 'default' })
    await expect(check()).rejects.toMatchObject({
      response: {
        status: 'error',
        error: { arq: { status: 'down', worker: 'not_ready', problems: [{ code: 'paused' }] } },
      },
    })
  })

  it('is up where this process runs no jobs', async () => {
    const transport = new MemoryTransport({ broker: new MemoryBroker() })
    const app = await startApplication({ imports: [ArqModule.forRoot({ transport })] })
    expect(await app.get(ArqHealthIndicator).isHealthy('jobs')).toEqual({
      jobs: { status: 'up', worker: 'none' },
    })
  })
})
