import { type JobContext, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { World } from './signal-world.js'

type Ctx = JobContext<object>

/** A job of this task, run as far as it goes in some hours. */
async function ended(run: (ctx: Ctx) => unknown) {
  const world = await World.open()
  const order = task({ name: 'order', maxRetries: 3, run: async (ctx: Ctx) => run(ctx) })
  const client = await world.client()
  const job = await client.enqueueJob(order)
  await world.worker([order])
  await world.clock.advance('5h')
  return { world, client, job, info: await job.info() }
}

/** Whatever a step waits for: no timer, which the clock of the world would not wait for. */
const later = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
}

describe('inside the function of a step', () => {
  it.each<[call: string, run: (ctx: Ctx) => unknown]>([
    ['ctx.step', (ctx) => ctx.step('outer', () => ctx.step('inner', () => 1))],
    ['ctx.sleep', (ctx) => ctx.step('outer', () => ctx.sleep('2h'))],
    ['ctx.waitFor', (ctx) => ctx.step('outer', () => ctx.waitFor('word', { timeout: '2h' }))],
  ])('%s is refused, naming the step, and the job fails for good', async (call, run) => {
    const { info } = await ended(run)
    expect(info).toMatchObject({ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID', jobTry: 1 })
    expect(info.error).toContain(call)
    expect(info.error).toContain('was called inside the step outer')
  })

  it('it is noticed behind whatever the function has awaited', async () => {
    const { info } = await ended((ctx) =>
      ctx.step('outer', async () => {
        await later()
        await Promise.all([later(), ctx.sleep('2h')])
      }),
    )
    expect(info.error).toContain('was called inside the step outer')
  })

  it('it is refused again, however often the step is tried', async () => {
    let tries = 0
    const { info } = await ended((ctx) =>
      ctx.step('outer', { retries: 3, backoff: '1s' }, async () => {
        tries += 1
        await ctx.sleep('2h')
      }),
    )
    expect(info).toMatchObject({ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID' })
    expect(tries).toBe(1)
  })

  it('nothing is refused of what stands beside the step, or follows it', async () => {
    const { info } = await ended(async (ctx) => {
      const opened = await ctx.step('first', () => later().then(() => 'opened'))
      const beside = async () => {
        await ctx.step('second', later)
        await ctx.sleep('1h', { name: 'nap' })
        return ctx.step('third', () => 'rested')
      }
      return [opened, ...(await Promise.all([beside(), ctx.step('fourth', () => 'worked')]))]
    })
    expect(info).toMatchObject({ status: 'completed', result: ['opened', 'rested', 'worked'] })
  })

  it('nothing is refused of another job, or of what a step has left behind', async () => {
    const left: { go?: () => void } = {}
    const { info } = await ended(async (ctx) => {
      let rest: Promise<unknown> = Promise.resolve()
      await ctx.step('opens', () => {
        // As a connection that was opened in it, and lives on.
        rest = new Promise<void>((resolve) => {
          left.go = resolve
        }).then(() => ctx.step('of its own', () => 'fine'))
      })
      left.go?.()
      return rest
    })
    expect(info).toMatchObject({ status: 'completed', result: 'fine' })
  })
})
