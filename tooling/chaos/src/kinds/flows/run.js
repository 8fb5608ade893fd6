import { setTimeout as wait } from 'node:timers/promises'

import { numberOf } from './tree.js'

/**
 * Works, and tells what became of its children.
 * @type {import('../kind.d.ts').KindRun}
 */
export async function workInFlow(ctx, { workMs }) {
  const children = []
  for await (const { status, result } of ctx.children()) {
    const of = /** @type {{ got?: { number: number } } | undefined} */ (result)?.got
    children.push(status === 'completed' ? of?.number : status)
  }
  await wait(workMs, undefined, { signal: ctx.signal })
  return { number: numberOf(ctx.jobId), children }
}
