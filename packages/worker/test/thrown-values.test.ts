import { type Logger, silentLogger, task } from '@arq/core'
import { weirdThrown } from '@arq/tooling-jest-preset/weird-thrown'
import { describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'

import { setup } from './setup.js'

const LONE_SURROGATE = /\p{Surrogate}/u

/** A task that throws what the test puts there, and counts its runs by job. */
function thrower() {
  const values = new Map<string, () => unknown>()
  const runs = new Map<string, number>()
  const throwing = task('throwing', async (ctx) => {
    runs.set(ctx.jobId, (runs.get(ctx.jobId) ?? 0) + 1)
    throw values.get(ctx.jobId)?.()
  })
  return { values, runs, throwing }
}

const named = weirdThrown.map((make, at) => [`weird-${String(at)}`, make] as const)

describe('a task that throws anything', () => {
  it('fails once, with an error that can be read, and goes to the dead letters', async () => {
    const { values, runs, throwing } = thrower()
    const arq = await setup({ functions: [throwing], maxRetries: 0 })
    void arq.worker.run()
    for (const [jobId, make] of named) {
      values.set(jobId, make)
      await arq.enqueue(throwing, [], { jobId })
      const record = await arq.ended(jobId)
      expect(record).toMatchObject({ status: 'failed', error: expect.stringMatching(/^.+: /) })
      expect(record.error).not.toMatch(/is not a function|Cannot (read|convert|perform)/)
      expect(JSON.stringify(record)).not.toMatch(LONE_SURROGATE)
      expect(runs.get(jobId)).toBe(1)
    }
    expect(await arq.take('default.dlq', named.length)).toHaveLength(named.length)
    await arq.close()
  })

  it('is retried by retryOn all, whatever it is', async () => {
    const { values, runs, throwing } = thrower()
    const arq = await setup({
      functions: [throwing],
      maxRetries: 1,
      retryBackoff: 0,
      retryOn: 'all',
    })
    void arq.worker.run()
    for (const [jobId, make] of named) {
      values.set(jobId, make)
      await arq.enqueue(throwing, [], { jobId })
      expect(await arq.ended(jobId)).toMatchObject({ errorCode: 'ARQ_MAX_RETRIES_EXCEEDED' })
      expect([jobId, runs.get(jobId)]).toEqual([jobId, 2])
    }
    await arq.close()
  })

  it('fails whatever its error’s properties are', async () => {
    const { values, throwing } = thrower()
    const arq = await setup({ functions: [throwing], maxRetries: 0 })
    void arq.worker.run()
    const keys = ['name', 'message', 'stack', 'code', 'cause', 'errors', 'status', 'response']
    const anything = fc.anything({ withNullPrototype: true })
    const odd = fc.record(Object.fromEntries(keys.map((key) => [key, anything])), {
      requiredKeys: [],
    })
    let count = 0
    await fc.assert(
      fc.asyncProperty(odd, async (properties) => {
        const jobId = `odd-${String((count += 1))}`
        values.set(jobId, () => Object.assign(new Error('base'), properties))
        await arq.enqueue(throwing, [], { jobId })
        expect(await arq.ended(jobId)).toMatchObject({ status: 'failed' })
      }),
    )
    await arq.close()
  })
})

describe('what is not the task’s', () => {
  it('a retryIf that throws anything fails the job, once', async () => {
    const { values, runs, throwing } = thrower()
    const retryIf = (): never => {
      throw values.get('why')?.()
    }
    const arq = await setup({ functions: [throwing], maxRetries: 3, retryIf })
    void arq.worker.run()
    for (const [jobId, make] of named) {
      values.set('why', make)
      await arq.enqueue(throwing, [], { jobId })
      expect(await arq.ended(jobId)).toMatchObject({ status: 'failed' })
      expect(runs.get(jobId)).toBe(1)
    }
    await arq.close()
  })

  it('hooks that throw anything are reported, and the job goes its way', async () => {
    let make: () => unknown = () => undefined
    const hook = (): never => {
      throw make()
    }
    let runs = 0
    const fine = task('fine', async () => (runs += 1))
    const hooks = { onJobStart: hook, onJobSuccess: hook, onJobEnd: hook, afterJobEnd: hook }
    const arq = await setup({ functions: [fine], ...hooks })
    void arq.worker.run()
    for (const [jobId, weird] of named) {
      make = weird
      await arq.enqueue(fine, [], { jobId })
      expect(await arq.ended(jobId)).toMatchObject({ status: 'completed' })
    }
    expect(runs).toBe(named.length)
    await arq.close()
    const reports = arq.log.filter(({ level }) => level === 'error')
    expect(reports).toHaveLength(named.length * Object.keys(hooks).length)
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw Object.create(null)
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('a logger that %s harms neither job nor worker', async (_, fail) => {
    jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const write = fail as Logger['info']
    const levels = { debug: write, info: write, warn: write, error: write, fatal: write }
    const logger: Logger = { ...silentLogger, ...levels, child: () => logger }
    const broken = task('broken', async (ctx) => {
      ctx.logger.info('here')
      if (ctx.jobTry === 1) throw new Error('once')
      return 'done'
    })
    const arq = await setup({
      functions: [broken],
      logger,
      retryOn: 'all',
      retryBackoff: 0,
    })
    const running = arq.worker.run()
    const record = await arq.ended(await arq.enqueue(broken))
    expect(record).toMatchObject({ status: 'completed', result: 'done' })
    await arq.close()
    await running
  })
})
