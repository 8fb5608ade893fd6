import { type JobContext, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { World } from './signal-world.js'

type Ctx = JobContext<object>
type Run = (ctx: Ctx, note: (what: string) => string) => unknown

/** A job that sleeps when its code is deployed anew. @returns what ran, by old code and by new, and its result */
async function deployedOver(before: Run, after: Run) {
  const world = await World.open()
  const noted: string[] = []
  const note = (what: string): string => {
    noted.push(what)
    return what
  }
  const version = (run: Run) => task({ name: 'order', run: async (ctx: Ctx) => run(ctx, note) })
  const client = await world.client()
  const job = await client.enqueueJob('order')
  await world.worker([version(before)])
  await world.clock.advance('1h')
  await world.loseWorkers()
  await world.worker([version(after)])
  await world.clock.advance('48h')
  return { noted, result: await job.result({ timeout: 0 }), steps: await job.steps() }
}

describe('a job that sleeps while its code is changed', () => {
  it('passes over a step that is gone, and does one that is new', async () => {
    const { noted, result, steps } = await deployedOver(
      async (ctx, note) => {
        await ctx.step('charge', () => note('charge'))
        await ctx.step('gift', () => note('gift'))
        await ctx.sleep('2d')
      },
      async (ctx, note) => {
        const charged = await ctx.step('charge', () => note('charge again'))
        await ctx.step('check', () => note('check'))
        await ctx.sleep('2d')
        return charged
      },
    )
    expect(noted).toEqual(['charge', 'gift', 'check'])
    expect(result).toBe('charge')
    expect(steps.map(({ name }) => name)).toEqual(['charge', 'gift', 'sleep', 'check'])
  })

  it('finds its steps by name, in whatever order they are now', async () => {
    const { noted, result } = await deployedOver(
      async (ctx, note) => {
        await ctx.step('a', () => note('a'))
        await ctx.step('b', () => note('b'))
        await ctx.sleep('2d')
      },
      async (ctx, note) => {
        await ctx.sleep('2d')
        const b = await ctx.step('b', () => note('b again'))
        return [b, await ctx.step('a', () => note('a again'))]
      },
    )
    expect(noted).toEqual(['a', 'b'])
    expect(result).toEqual(['b', 'a'])
  })

  it('does a step anew that has another name, and takes the numbers of a name as they come', async () => {
    const { noted, result } = await deployedOver(
      async (ctx, note) => {
        await ctx.step('send', () => note('to ada'))
        await ctx.step('send', () => note('to bob'))
        await ctx.sleep('2d')
      },
      async (ctx, note) => {
        // Ada is gone from the list: what was sent to her is taken for what goes to Bob.
        const toBob = await ctx.step('send', () => note('to bob again'))
        await ctx.sleep('2d')
        return [toBob, await ctx.step('send:bob', () => note('by a name of its own'))]
      },
    )
    expect(noted).toEqual(['to ada', 'to bob', 'by a name of its own'])
    expect(result).toEqual(['to ada', 'by a name of its own'])
  })

  it('goes on when the old sleep is over, where the new one is gone or shorter', async () => {
    const gone = await deployedOver(
      async (ctx) => ctx.sleep('2d'),
      async (_ctx, note) => note('on'),
    )
    expect(gone.noted).toEqual(['on'])
    const shorter = await deployedOver(
      async (ctx) => ctx.sleep('2d'),
      async (ctx) => {
        await ctx.sleep('1m')
        return 1
      },
    )
    expect(shorter.steps).toMatchObject([{ name: 'sleep', durationMs: 2 * 86_400_000 }])
  })
})
