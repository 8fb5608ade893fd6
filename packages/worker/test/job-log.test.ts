import { Retry, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

const talk = task('talk', async (ctx, times: number) => {
  for (let n = 1; n <= times; n += 1) ctx.logger.info(`step ${String(n)}`, { n })
  return times
})

/** The test logger writes every level. */
async function run(settings: TestSettings, times = 2) {
  const arq = await setup({ ...settings, logger: levelled(settings.logger) })
  void arq.worker.run()
  const record = await arq.ended(await arq.enqueue(settings.functions[0], [times]))
  await arq.close()
  return record
}

/** A logger that writes nothing, and says that it writes everything. */
function levelled(own: TestSettings['logger']): NonNullable<TestSettings['logger']> {
  if (own) return own
  const nothing = (): void => undefined
  const logger = {
    ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing },
    isLevelEnabled: () => true,
    child: () => logger,
  }
  return logger
}

describe('the log of a job', () => {
  it('is kept in its record: what the task logged, in order', async () => {
    const { log } = await run({ functions: [talk] })
    expect(log?.dropped).toBe(0)
    expect(log?.lines).toHaveLength(2)
    expect(log?.lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}step 1 n=1$/)
  })

  it('is not there when the task logs nothing', async () => {
    const record = await run({ functions: [talk] }, 0)
    expect(record).toMatchObject({ status: 'completed' })
    expect(record.log).toBeUndefined()
  })

  it('has its last lines when there are too many, up to jobLogBytes', async () => {
    const { log } = await run({ functions: [talk], jobLogBytes: 200 }, 50)
    const { lines = [], dropped = 0 } = log ?? {}
    expect(lines.length + dropped).toBe(50)
    expect(lines.at(-1)).toContain('step 50 n=50')
    expect(Buffer.byteLength(lines.join('\n'))).toBeLessThanOrEqual(200)
    expect(dropped).toBeGreaterThan(40)
  })

  it('is kept nowhere with 0, and no line of a level that is not written', async () => {
    expect((await run({ functions: [talk], jobLogBytes: 0 })).log).toBeUndefined()
    const quiet = { ...levelled(undefined), isLevelEnabled: () => false }
    const logger = { ...quiet, child: () => logger }
    expect((await run({ functions: [talk], logger })).log).toBeUndefined()
  })

  it('tells of the last attempt, also when that failed', async () => {
    const flaky = task({
      name: 'flaky',
      maxRetries: 1,
      run: async (ctx) => {
        ctx.logger.warn(`try ${String(ctx.jobTry)}`)
        if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
        throw new TypeError('wrong')
      },
    })
    const { status, log } = await run({ functions: [flaky] })
    expect(status).toBe('failed')
    expect(log?.lines).toHaveLength(1)
    expect(log?.lines[0]).toMatch(/WARN {2}try 2$/)
  })

  it('has nothing that is said after the end of the run', async () => {
    let late = (): void => undefined
    const chatty = task('chatty', async (ctx) => {
      late = () => ctx.logger.info('too late')
      ctx.logger.info('in time')
      throw new TypeError('wrong')
    })
    // Asked after the run, and before its end is recorded.
    const retryIf = (): boolean => {
      late()
      return false
    }
    const { status, log } = await run({ functions: [chatty], retryIf })
    expect(status).toBe('failed')
    expect(log?.lines).toHaveLength(1)
    expect(log?.lines[0]).toContain('in time')
  })
})
