import { type JobContext, type JobRecord, jsonCodec, redrivenMessage, Retry, task } from '@arq/core'
import { jobGroup, stepsAmong } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

type Ctx = JobContext<object>

async function setupSteps(settings: TestSettings) {
  const clock = new ManualClock()
  const arq = await setup(settings, { clock })
  void arq.worker.run()
  return {
    ...arq,
    clock,
    async record(jobId: string): Promise<JobRecord> {
      const record = await arq.store.get(jobId)
      if (!record) throw new Error('no record')
      return record
    },
    async steps(jobId: string) {
      const entries = await arq.store.entries.read(jobGroup(await this.record(jobId)))
      return stepsAmong(entries, clock.now()).map(({ name, state, tries }) => [name, state, tries])
    },
  }
}

/** A task whose steps note that they ran. */
function noting(run: (ctx: Ctx, note: (what: string) => string) => unknown) {
  const noted: string[] = []
  const note = (what: string): string => {
    noted.push(what)
    return what
  }
  const noter = task({
    name: 'noter',
    maxRetries: 5,
    retryBackoff: '10s',
    run: async (ctx: Ctx) => run(ctx, note),
  })
  return { noted, noter }
}

describe('a step', () => {
  it('is not run again by the next try, which is given its result', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      const got = await ctx.step('charge', () => note('charge'))
      note(`try ${String(ctx.jobTry)}: ${got}`)
      if (ctx.jobTry < 3) throw new Retry({ defer: '1h' })
      return got
    })
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('5h')
    expect(noted).toEqual(['charge', 'try 1: charge', 'try 2: charge', 'try 3: charge'])
    expect(await arq.record(id)).toMatchObject({ status: 'completed', result: 'charge' })
    expect(await arq.steps(id)).toEqual([['charge', 'completed', 1]])
  })

  it('gives the same after JSON in the run that it ran in as in the next', async () => {
    const given: unknown[] = []
    const { noter } = noting(async (ctx) => {
      given.push(await ctx.step('date', () => ({ at: new Date(0), none: undefined })))
      given.push(await ctx.step<string | undefined>('nothing', () => undefined))
      if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
    })
    const arq = await setupSteps({ functions: [noter] })
    await arq.enqueue(noter)
    await arq.clock.advance('1s')
    const date = { at: '1970-01-01T00:00:00.000Z' }
    expect(given).toEqual([date, undefined, date, undefined])
  })

  it('whose result JSON cannot carry fails the job for good, naming step and path', async () => {
    const { noter } = noting((ctx) => ctx.step('big', () => ({ n: 1n })))
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('1s')
    const record = await arq.record(id)
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_ENCODE_FAILED' })
    expect(record.error).toContain('The result of the step big cannot be sent: result.n')
  })

  it('of a name that is used again is numbered by the order of the calls', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      for (const to of ['a', 'b', 'c']) await ctx.step('send', () => note(to))
      if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
    })
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('1s')
    expect(noted).toEqual(['a', 'b', 'c'])
    const names = (await arq.steps(id)).map(([name]) => name)
    expect(names).toEqual(['send', 'send#2', 'send#3'])
  })

  it.each([
    ['', 'name: must not be empty'],
    ['send#2', 'name: must not contain #'],
    [7, 'name: must be a text'],
  ])('is refused a name that is none: %p', async (name, words) => {
    const { noter } = noting((ctx) => ctx.step(name as string, () => 1))
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('1s')
    const record = await arq.record(id)
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID' })
    expect(record.error).toContain(words)
  })

  it('throws its error to the task, and is run again in the next try of the job', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      await ctx.step('first', () => note('first'))
      await ctx.step('second', () => {
        note('second')
        if (ctx.jobTry === 1) throw Object.assign(new Error('away'), { code: 'ECONNRESET' })
      })
    })
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('1m')
    expect(noted).toEqual(['first', 'second', 'second'])
    expect(await arq.record(id)).toMatchObject({ status: 'completed', retryCount: 1 })
  })

  it('that failed, and whose error was caught, fails again when the same try goes on later', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      try {
        await ctx.step('card', () => {
          note('card')
          throw new RangeError('declined')
        })
      } catch (error) {
        note(String(error))
        await ctx.sleep('1h')
        return ctx.step('invoice', () => note('invoice'))
      }
      return 'paid'
    })
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('2h')
    expect(noted).toEqual([
      'card',
      'RangeError: declined',
      'StepFailed: The step card failed earlier in this try: RangeError: declined',
      'invoice',
    ])
    expect(await arq.record(id)).toMatchObject({ status: 'completed', result: 'invoice' })
  })

  it.each([
    ['in its slot', '300ms'],
    ['suspended', '1h'],
  ] as const)(
    'has retries of its own, which count no try of the job: %s',
    async (_how, backoff) => {
      const { noted, noter } = noting(async (ctx, note) => {
        const tried = await ctx.step('flaky', { retries: 3, backoff }, ({ stepTry }) => {
          note(`try ${String(stepTry)}`)
          if (stepTry < 4) throw new Error('not yet')
          return stepTry
        })
        return [ctx.jobTry, tried]
      })
      const arq = await setupSteps({ functions: [noter] })
      const id = await arq.enqueue(noter)
      await arq.clock.advance('1d')
      expect(noted).toEqual(['try 1', 'try 2', 'try 3', 'try 4'])
      expect(await arq.record(id)).toMatchObject({
        status: 'completed',
        result: [1, 4],
        retryCount: 0,
      })
      expect(await arq.steps(id)).toEqual([['flaky', 'completed', 4]])
    },
  )

  it('is given a key that stays the same, and is that of its name', async () => {
    const keys: string[] = []
    const { noter } = noting(async (ctx) => {
      await ctx.step('pay', ({ idempotencyKey }) => void keys.push(idempotencyKey))
      keys.push(ctx.idempotencyKey('pay'))
    })
    const arq = await setupSteps({ functions: [noter] })
    await arq.enqueue(noter)
    await arq.clock.advance('1s')
    expect(keys[0]).toBe(keys[1])
  })

  it('is unknown to a later job with the same id', async () => {
    const { noted, noter } = noting((ctx, note) => ctx.step('once', () => note('once')))
    const arq = await setupSteps({ functions: [noter] })
    for (let job = 0; job < 2; job += 1) {
      await arq.enqueue(noter, [], { jobId: 'order-7' })
      await arq.clock.advance('1s')
      await arq.store.delete('order-7')
      await arq.clock.advance('1s')
    }
    expect(noted).toEqual(['once', 'once'])
  })

  it('says what is missing where nothing can keep it', async () => {
    const { noter } = noting((ctx, note) => ctx.step('once', () => note('once')))
    const arq = await setupSteps({ functions: [noter], resultStore: undefined })
    await arq.enqueue(noter)
    await arq.clock.advance('1s')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({ 'x-error-code': 'ARQ_UNSUPPORTED' })
    expect(letter?.headers['x-error-message']).toContain(
      'ctx.step and ctx.sleep need a result store',
    )
  })
})

describe('a job that sleeps', () => {
  it('holds no slot, counts no try, says until when, and goes on', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      await ctx.step('before', () => note('before'))
      await ctx.sleep('2d')
      await ctx.step('after', () => note('after'))
      return ctx.jobTry
    })
    const other = task('other', async () => 'ran')
    const arq = await setupSteps({ functions: [noter, other], maxConcurrentJobs: 1 })
    const began = arq.clock.now()
    const id = await arq.enqueue(noter)
    await arq.clock.advance('1s')
    expect(await arq.record(id)).toMatchObject({
      status: 'queued',
      retryCount: 0,
      deferUntil: new Date(began + 2 * 86_400_000).toISOString().replace('Z', '+00:00'),
    })
    const otherId = await arq.enqueue(other)
    await arq.clock.advance('1s')
    expect(await arq.record(otherId)).toMatchObject({ status: 'completed' })
    expect(await arq.steps(id)).toEqual([
      ['before', 'completed', 1],
      ['sleep', 'sleeping', 0],
    ])
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)
    await arq.clock.advance('2d')
    expect(noted).toEqual(['before', 'after'])
    expect(await arq.record(id)).toMatchObject({ status: 'completed', result: 1 })
    expect(await arq.steps(id)).toEqual([
      ['before', 'completed', 1],
      ['sleep', 'slept', 0],
      ['after', 'completed', 1],
    ])
  })

  it('outlives its expiry: it was started in time', async () => {
    const { noter } = noting(async (ctx) => {
      await ctx.sleep('3d')
      if (ctx.jobTry === 1) throw new Retry({ defer: '1h' })
    })
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter, [], { expires: '1d' })
    await arq.clock.advance('4d')
    expect(await arq.record(id)).toMatchObject({ status: 'completed', retryCount: 1 })
  })

  it('runs neither what follows, nor catch, nor finally, nor the hooks of its end', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      try {
        await ctx.sleep('1d')
        note('slept')
      } catch {
        note('caught')
      } finally {
        note('finally')
      }
    })
    const arq = await setupSteps({
      functions: [noter],
      onJobEnd: () => void noted.push('onJobEnd'),
      afterJobEnd: () => void noted.push('afterJobEnd'),
      around: async (_ctx, run) => {
        await run()
        noted.push('around')
      },
    })
    await arq.enqueue(noter)
    await arq.clock.advance('1h')
    expect(noted).toEqual([])
    await arq.clock.advance('1d')
    expect(noted).toEqual(['slept', 'finally', 'around', 'onJobEnd', 'afterJobEnd'])
  })

  it('waits for steps beside it, and goes on when the first of its sleeps is over', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      const chain = async (name: string, length: '1h' | '5h') => {
        await ctx.step(`${name} 1`, () => note(`${name} 1`))
        await ctx.sleep(length, { name })
        await ctx.step(`${name} 2`, () => note(`${name} 2 at ${String(hours())}`))
      }
      await Promise.all([chain('a', '5h'), chain('b', '1h')])
    })
    const arq = await setupSteps({ functions: [noter] })
    const began = arq.clock.now()
    const hours = () => Math.round((arq.clock.now() - began) / 3_600_000)
    const id = await arq.enqueue(noter)
    await arq.clock.advance('6h')
    expect(noted).toEqual(['a 1', 'b 1', 'b 2 at 1', 'a 2 at 5'])
    expect(await arq.record(id)).toMatchObject({ status: 'completed' })
  })

  it('sleeps in its slot for up to a second, and stores nothing of it', async () => {
    const { noter } = noting((ctx) => ctx.sleep('900ms'))
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('800ms')
    expect(await arq.record(id)).toMatchObject({ status: 'in_progress' })
    await arq.clock.advance('200ms')
    expect(await arq.record(id)).toMatchObject({ status: 'completed' })
    expect(await arq.steps(id)).toEqual([])
  })

  it('has its timeout anew after each sleep', async () => {
    const { noter } = noting(async (ctx) => {
      await ctx.sleep('1d')
      await ctx.sleep('1s')
      await ctx.sleep('1d')
      return 'done'
    })
    const slow = { ...noter, timeout: '2s' as const }
    const arq = await setupSteps({ functions: [slow] })
    const id = await arq.enqueue(slow)
    await arq.clock.advance('3d')
    expect(await arq.record(id)).toMatchObject({ status: 'completed', result: 'done' })
  })
})

describe('what is stored of a job', () => {
  it('is found by its dead letter when that is sent back, years later', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      await ctx.step('charge', () => note('charge'))
      if (!noted.includes('repaired')) {
        note('fails')
        throw new RangeError('broken')
      }
      return note('ends')
    })
    const arq = await setupSteps({ functions: [noter] })
    const id = await arq.enqueue(noter)
    await arq.clock.advance('1s')
    const failed = await arq.record(id)
    expect(failed).toMatchObject({ status: 'failed' })
    noted.push('repaired')
    for (let year = 0; year < 3; year += 1) arq.clock.jumpWall(365 * 86_400_000)
    const [letter] = await arq.take('default.dlq')
    if (!letter) throw new Error('no letter')
    await arq.client.publish(await redrivenMessage(letter, jsonCodec, arq.clock.now()))
    await arq.clock.advance('1s')
    expect(noted).toEqual(['charge', 'fails', 'repaired', 'ends'])
    const ended = await arq.record(id)
    expect(ended).toMatchObject({
      status: 'completed',
      result: 'ends',
      firstEnqueueTime: failed.enqueueTime,
    })
    expect(await arq.steps(id)).toEqual([['charge', 'completed', 1]])
    // From then on it lives no longer than the record.
    await arq.clock.advance('25h')
    expect(await arq.store.entries.read(jobGroup(ended))).toEqual(new Map())
  })

  it('is there in a later try that comes after days, and goes with a result that nobody keeps', async () => {
    const { noted, noter } = noting(async (ctx, note) => {
      await ctx.step('charge', () => note('charge'))
      if (ctx.jobTry === 1) throw new Retry({ defer: '5d' })
    })
    const brief = { ...noter, keepResult: 0 }
    const arq = await setupSteps({ functions: [brief] })
    const id = await arq.enqueue(brief, [], { expires: '9d' })
    await arq.clock.advance('1m')
    const group = jobGroup(await arq.record(id))
    await arq.clock.advance('4d')
    expect((await arq.store.entries.read(group)).size).toBe(1)
    await arq.clock.advance('2d')
    expect(noted).toEqual(['charge'])
    expect(await arq.store.get(id)).toBeUndefined()
    expect(await arq.store.entries.read(group)).toEqual(new Map())
  })
})

describe('jobs without steps', () => {
  it('ask nothing more of the store, and their messages say nothing more', async () => {
    const plain = task('plain', async () => 1)
    const failing = task({
      name: 'failing',
      maxRetries: 1,
      run: async (): Promise<never> => {
        throw Object.assign(new Error('away'), { code: 'ECONNRESET' })
      },
    })
    const arq = await setupSteps({ functions: [plain, failing] })
    const asked: string[] = []
    const { entries } = arq.store
    for (const name of ['read', 'readMany', 'write', 'remove', 'groups'] as const) {
      const call = entries[name].bind(entries) as (...given: unknown[]) => unknown
      Reflect.set(entries, name, (...given: unknown[]) => {
        asked.push(name)
        return call(...given)
      })
    }
    for (let n = 0; n < 20; n += 1) await arq.enqueue(plain)
    const id = await arq.enqueue(failing)
    await arq.clock.advance('1h')
    expect(await arq.record(id)).toMatchObject({ status: 'failed', retryCount: 1 })
    expect(arq.worker.counts).toMatchObject({ completed: 20, failed: 1 })
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).not.toHaveProperty('x-arq-turn')
    expect(asked).toEqual([])
    // The count counts.
    await arq.store.entries.read('job:any')
    expect(asked).toEqual(['read'])
  })
})
