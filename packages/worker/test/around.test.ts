import { AsyncLocalStorage } from 'node:async_hooks'

import { type Around, Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

const ok = task('ok', async () => 'of the task')
const broken = task('broken', async () => {
  throw new Error('of the task')
})

/** Runs one job, and gives its record. */
async function run(called: { name: string }, settings: Omit<TestSettings, 'functions'>) {
  const arq = await setup({ functions: [ok, broken], ...settings })
  void arq.worker.run()
  const record = await arq.ended(await arq.enqueue(called.name))
  await arq.close()
  return record
}

describe('what is around a run', () => {
  it('sets up an async context that is there inside the task', async () => {
    const tenants = new AsyncLocalStorage<string>()
    const whose = task('whose', async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return tenants.getStore()
    })
    const arq = await setup({
      functions: [whose],
      around: (ctx, inner) => tenants.run(ctx.headers['tenant'] ?? 'nobody', inner),
    })
    void arq.worker.run()
    const id = await arq.enqueue(whose, [], { headers: { tenant: 'acme' } })
    expect((await arq.ended(id)).result).toBe('acme')
    await arq.close()
  })

  it('is called in order: the worker’s first, then the task’s, each from its first', async () => {
    const calls: string[] = []
    const noting = (name: string): Around<object> => {
      return async (_ctx, inner) => {
        calls.push(`${name} begins`)
        calls.push(`${name} sees ${String(await inner())}`)
      }
    }
    const wrapped = task({
      name: 'wrapped',
      around: [noting('c'), noting('d')],
      run: async () => {
        calls.push('runs')
        return 'done'
      },
    })
    const arq = await setup({ functions: [wrapped], around: [noting('a'), noting('b')] })
    void arq.worker.run()
    expect((await arq.ended(await arq.enqueue(wrapped))).result).toBe('done')
    const begins = ['a', 'b', 'c', 'd'].map((name) => `${name} begins`)
    const ends = ['d', 'c', 'b', 'a'].map((name) => `${name} sees done`)
    expect(calls).toEqual([...begins, 'runs', ...ends])
    await arq.close()
  })

  it('changes neither the result nor the error of the task', async () => {
    const record = await run(ok, {
      around: async (_ctx, inner) => {
        await inner()
        return 'of another'
      },
    })
    expect(record).toMatchObject({ status: 'completed', result: 'of the task' })
    const failed = await run(broken, { around: (_ctx, inner) => inner().catch(() => 'caught') })
    expect(failed).toMatchObject({ status: 'failed', error: 'Error: of the task' })
  })

  it('fails the job when it throws, as the task would', async () => {
    const record = await run(ok, {
      around: async (_ctx, inner) => {
        await inner()
        throw new RangeError('the commit failed')
      },
    })
    expect(record).toMatchObject({ status: 'failed', error: 'RangeError: the commit failed' })
  })

  it('fails the job for good when it never runs the task', async () => {
    const record = await run(ok, { around: () => undefined })
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID' })
    expect(record.error).toContain('run()')
  })

  it('runs the task once, though it calls run twice and awaits neither', async () => {
    let runs = 0
    const counted = task('counted', async () => {
      runs += 1
      throw new Error('counted')
    })
    const arq = await setup({
      functions: [counted],
      around: (_ctx, inner) => {
        void inner()
        void inner()
      },
    })
    void arq.worker.run()
    expect(await arq.ended(await arq.enqueue(counted))).toMatchObject({ error: 'Error: counted' })
    expect(runs).toBe(1)
    await arq.close()
  })

  it('counts for the timeout, together with the task', async () => {
    const clock = new ManualClock()
    const arq = await setup(
      {
        functions: [ok],
        jobTimeout: '2s',
        around: (ctx) =>
          new Promise((_, reject) => {
            ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
          }),
      },
      { clock },
    )
    void arq.worker.run()
    const id = await arq.enqueue(ok)
    await clock.advance('2s')
    expect(await arq.store.get(id)).toMatchObject({ errorCode: 'ARQ_JOB_TIMEOUT' })
    await arq.close()
  })

  it.each(['an abort', 'a stop', 'a timeout'] as const)(
    'does not start the task after %s that came before it called run',
    async (asked) => {
      const [began, mayRun] = [latch(), latch()]
      const runs: number[] = []
      const counted = task('counted', async (ctx) => void runs.push(ctx.jobTry))
      const clock = new ManualClock()
      const settings = {
        functions: [counted],
        jobTimeout: '1s',
        gracefulShutdownTimeout: 0,
        jobCompletionWait: 0,
        around: async (_ctx: object, inner: () => Promise<unknown>) => {
          began.open()
          await mayRun.opened
          await inner()
        },
      } as const
      const arq = await setup(settings, { clock })
      void arq.worker.run()
      const id = await arq.enqueue(counted)
      await began.opened
      if (asked === 'an abort') await arq.broadcast({ kind: 'abort', jobId: id })
      const stopped = asked === 'a stop' ? arq.worker.stop() : undefined
      await clock.advance(asked === 'a timeout' ? '1s' : 0)
      mayRun.open()
      await clock.advance(0)
      await stopped
      const status = { 'an abort': 'aborted', 'a stop': 'queued', 'a timeout': 'failed' }[asked]
      expect(await arq.store.get(id)).toMatchObject({ status })
      expect(runs).toEqual([])
      await (stopped ? arq.client.close() : arq.close())
    },
  )

  it('is a function or a list of them', async () => {
    const wrong = { around: ['no function'] } as unknown as TestSettings
    await expect(setup({ ...wrong, functions: [ok] })).rejects.toMatchObject({
      issues: [{ path: 'around', message: 'must be a function, or a list of functions' }],
    })
  })
})

describe('ctx.headers', () => {
  it('are the caller’s, and none of the library’s; nobody can change them', async () => {
    const shown = task('shown', async (ctx) => [ctx.headers, Object.isFrozen(ctx.headers)])
    const arq = await setup({ functions: [shown] })
    void arq.worker.run()
    const headers = { traceparent: '00-abc', 'x-request-id': '7' }
    const id = await arq.enqueue(shown, [], { headers, deferBy: '1ms' })
    expect((await arq.ended(id)).result).toEqual([headers, true])
    await arq.publish({
      body: Buffer.from('{"job_id":"other","function":"shown"}'),
      headers: { ...headers, number: 7, 'x-death': 'of the broker', 'x-retry-count': 0 },
    })
    expect((await arq.ended('other')).result).toEqual([headers, true])
    await arq.close()
  })
})

describe('the log of a retry', () => {
  it('is a warning after an error, and none when the task asked for it', async () => {
    const asking = task({
      name: 'asking',
      run: async (ctx) => {
        if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
      },
    })
    const failing = task({
      name: 'failing',
      retryOn: 'all',
      retryBackoff: 0,
      run: async (ctx) => {
        if (ctx.jobTry === 1) throw new Error('broken')
      },
    })
    const arq = await setup({ functions: [asking, failing] })
    void arq.worker.run()
    await arq.ended(await arq.enqueue(asking))
    await arq.ended(await arq.enqueue(failing))
    await arq.close()
    const lines = arq.log.filter(({ message }) => message.startsWith('attempt 1'))
    expect(lines).toEqual([
      { level: 'info', message: expect.stringContaining('asked for another run') },
      { level: 'warn', message: expect.stringContaining('failed, next one in') },
    ])
  })
})
