import { setTimeout as wait } from 'node:timers/promises'

import { STEPS } from './plan.js'

const SLEEPS_AFTER = 'pack'
/** Longer than what stays in its slot. */
const SLEEP = '1200ms'

/**
 * Does its steps, and sleeps in between.
 * @param {import('@arq/core').JobContext} ctx
 * @param {import('../../contract.d.ts').PlannedJob} job
 * @param {import('../kind.d.ts').RunTools} tools
 */
export async function doSteps(ctx, { workMs }, { tellStep, suspends }) {
  for (const step of STEPS) {
    await ctx.step(step, async () => {
      tellStep(step)
      await wait(workMs / STEPS.length, undefined, { signal: ctx.signal })
    })
    if (step !== SLEEPS_AFTER) continue
    suspends()
    await ctx.sleep(SLEEP)
  }
}
