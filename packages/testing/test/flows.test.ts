import { encryption, flow, group, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { createTestArq, createTestContext, runTask } from '../src/index.js'

const double = task('double', async (_ctx, value: number) => value * 2)
const total = task('total', async (ctx) => {
  const results = await ctx.children<number>().results()
  return results.reduce((sum, one) => sum + one, 0)
})

const settings = { functions: [double, total] }

describe('a flow in the test kit', () => {
  it('is drained as a whole', async () => {
    await using arq = await createTestArq(settings)
    const job = await arq.client.enqueueFlow(
      group([flow(double, [1]), flow(double, [2])], flow(total)),
    )
    arq.expectEnqueued(double, [2])
    const runs = await arq.drain()
    expect(runs.map(({ task: name }) => name).sort()).toEqual(['double', 'double', 'total'])
    expect(await job.result()).toBe(6)
  })

  it('waits for a child that is deferred, as far as the clock is moved', async () => {
    await using arq = await createTestArq(settings)
    const later = flow(double, [1], { deferBy: '2h' })
    const job = await arq.client.enqueueFlow(flow(total, [], { children: [later], deferBy: '1h' }))
    await arq.clock.advance('119m')
    expect(arq.runs).toEqual([])
    await arq.clock.advance('2m')
    expect(arq.runs.map(({ task: name }) => name)).toEqual(['double'])
    await arq.clock.advance('1h')
    expect(await job.result()).toBe(2)
  })

  it('has children with steps that sleep, in a parent with steps that sleeps, through crashes', async () => {
    const done: string[] = []
    const napping = task('napping', async (ctx, value: number) => {
      const half = await ctx.step('half', () => {
        done.push(`half of ${String(value)}`)
        return value / 2
      })
      await ctx.sleep('1d')
      return half
    })
    const closing = task('closing', async (ctx) => {
      const sum = await ctx.step('sum', async () => {
        done.push('sum')
        const results = await ctx.children<number>().results()
        return results.reduce((all, one) => all + one, 0)
      })
      await ctx.sleep('1d')
      return sum
    })
    await using arq = await createTestArq({ functions: [napping, closing] })
    const children = [flow(napping, [4]), flow(napping, [6])]
    const job = await arq.client.enqueueFlow(flow(closing, [], { children }))
    await arq.clock.advance('1h')
    await arq.loseWorker()
    await arq.clock.advance('1d')
    expect(await job.status()).not.toBe('completed')
    await arq.loseWorker()
    await arq.clock.advance('1d')
    expect(await job.result()).toBe(5)
    expect(done.sort()).toEqual(['half of 4', 'half of 6', 'sum'])
  })

  it('waits for a child that waits for a signal', async () => {
    const asking = task('asking', (ctx) => ctx.waitFor<number>('answer', { timeout: '3d' }))
    await using arq = await createTestArq({ functions: [asking, total] })
    const job = await arq.client.enqueueFlow(group([flow(asking)], flow(total)))
    await arq.clock.advance('1d')
    await arq.client.signal(`${job.jobId}.1`, 'answer', 42)
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(42)
  })

  it('keeps to the limit of a key among its children, and gives its own parent a place of it', async () => {
    let running = 0
    let most = 0
    const limited = task({
      name: 'limited',
      concurrency: { key: (tenant: string) => tenant, limit: 1 },
      run: async (ctx, _tenant: string) => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        return (await ctx.children<number>().results()).length + 1
      },
    })
    await using arq = await createTestArq({ functions: [limited] })
    const children = Array.from({ length: 8 }, () => flow(limited, ['blue']))
    const job = await arq.client.enqueueFlow(flow(limited, ['blue'], { children }))
    await arq.drain()
    await arq.clock.advance('10m')
    expect(await job.result()).toBe(9)
    expect(most).toBe(1)
  })

  it('is encrypted as its jobs are', async () => {
    const key = encryption({ keys: { one: `${'a'.repeat(43)}=` }, use: 'one' })
    const secrets = task('secrets', async (_ctx, word: string) => `${word}!`)
    const join = task('join', async (ctx, word: string) => {
      const words = await ctx.children<string>().results()
      return [...words, word].join(' ')
    })
    await using arq = await createTestArq({ functions: [secrets, join], encryption: key })
    const job = await arq.client.enqueueFlow(
      flow(join, ['parent'], { children: [flow(secrets, ['child'])] }),
    )
    await arq.drain()
    expect(await job.result()).toBe('child! parent')
    const info = await arq.client.getJob(`${job.jobId}.1`).info()
    expect(info.encryption).toMatchObject({ keyId: 'one' })
  })

  it('runs again what has failed, and nothing else', async () => {
    let isBroken = true
    const sometimes = task('sometimes', async () => {
      if (isBroken) throw new Error('not yet')
      return 1
    })
    await using arq = await createTestArq({ functions: [double, total, sometimes] })
    const job = await arq.client.enqueueFlow(
      group([flow(double, [1]), flow(sometimes)], flow(total)),
    )
    await arq.drain()
    await expect(job.result()).rejects.toMatchObject({
      original: { code: 'ARQ_JOB_CHILD_FAILED' },
    })
    isBroken = false
    expect(await job.retry()).toEqual({ enqueued: 1, waiting: 1 })
    const runs = await arq.drain()
    expect(runs.map(({ task: name }) => name)).toEqual(['sometimes', 'total'])
    expect(await job.result()).toBe(3)
  })
})

describe('a flow that a task enqueues', () => {
  const planning = task('planning', (ctx) =>
    ctx.client.enqueueFlow(group([flow(double, [1]), flow(double, [2])], flow(total)), {
      jobId: ctx.idempotencyKey('flow'),
    }),
  )

  it('is recorded by the context of a task that runs by itself, once under one id', async () => {
    const ctx = createTestContext()
    const sent = await runTask(planning, [], ctx)
    expect(sent.jobId).toBe(ctx.idempotencyKey('flow'))
    await runTask(planning, [], ctx)
    expect(ctx.enqueued.map(({ task: name, args, jobId }) => [name, args, jobId])).toEqual([
      ['total', [], sent.jobId],
      ['double', [1], `${sent.jobId}.1`],
      ['double', [2], `${sent.jobId}.2`],
    ])
    const wrong = ctx.client.enqueueFlow(double as never)
    await expect(wrong).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  })

  it('runs to its end in the test kit', async () => {
    await using arq = await createTestArq({ functions: [double, total, planning] })
    const job = await arq.client.enqueueJob(planning)
    await arq.drain()
    const { jobId } = await job.result()
    expect(await arq.client.getFlow(jobId).result()).toBe(6)
  })
})
