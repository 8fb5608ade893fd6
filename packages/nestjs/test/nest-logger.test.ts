import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { LoggerService } from '@nestjs/common'

import { ArqClient, ArqModule, nestLogger, Processor, Task } from '../src/index.js'
import { closeApplications, startApplication } from './application.js'

afterEach(closeApplications)

/** Keeps what it is called with, by level. */
function collector() {
  const lines: unknown[][] = []
  const at =
    (level: string) =>
    (...args: unknown[]): void =>
      void lines.push([level, ...args])
  const target = {
    ...{ log: at('log'), error: at('error'), warn: at('warn') },
    ...{ debug: at('debug'), fatal: at('fatal') },
  }
  return { lines, target: target satisfies LoggerService as LoggerService }
}

describe('nestLogger', () => {
  it('writes text, fields and context as Nest does, without secrets', () => {
    const { lines, target } = collector()
    const logger = nestLogger({ target }).child({ logger: 'worker' })
    logger.info('job done', { job_id: '1', password: 'x' })
    logger.child({ queue: 'mail' }).warn('slow')
    logger.debug('look')
    expect(lines).toEqual([
      ['log', 'job done job_id=1 password=[redacted]', 'arq:worker'],
      ['warn', 'slow queue=mail', 'arq:worker'],
      ['debug', 'look', 'arq:worker'],
    ])
  })

  it('gives the stack of an error, and needs no method that Nest does not ask for', () => {
    const { lines, target } = collector()
    const error = new Error('no such luck')
    nestLogger({ target }).error('failed', { error })
    const bare = nestLogger({ target: { ...target, debug: undefined, fatal: undefined } as never })
    bare.debug('nobody reads it')
    bare.fatal('the end')
    expect(lines).toEqual([
      ['error', expect.stringMatching(/^failed error=.*no such luck/), error.stack, 'arq'],
      ['error', 'the end', 'arq'],
    ])
  })
})

describe('an application', () => {
  it("has arq's lines in its own log, in its language", async () => {
    @Processor()
    class Mailer {
      @Task()
      send(_ctx: JobContext) {
        return 1
      }
    }
    const { lines, target } = collector()
    const transport = new MemoryTransport({ broker: new MemoryBroker() })
    const app = await startApplication(
      { imports: [ArqModule.forRoot({ transport, language: 'zh-CN' })], providers: [Mailer] },
      target,
    )
    const job = await app.get(ArqClient).enqueueJob('send')
    await job.result()
    await app.close()
    const ofArq = lines.filter((line) => String(line.at(-1)).startsWith('arq'))
    expect(ofArq.length).toBeGreaterThan(0)
    expect(ofArq.every(([, text]) => /\p{Script=Han}/u.test(String(text)))).toBe(true)
  })
})
