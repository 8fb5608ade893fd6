import { SignalTimeout } from '@arq/core'

import { TIMED_OUT } from './plan.js'

export const SIGNAL = 'go'

/**
 * Waits for its signal.
 * @type {import('../kind.d.ts').KindRun}
 */
export async function waitForSignal(ctx, { signal }, { note, suspends }) {
  const timeout = (signal?.timeoutMs ?? 0) / 1000
  note('waits')
  suspends()
  let got
  try {
    got = await ctx.waitFor(SIGNAL, { timeout })
  } catch (error) {
    if (!(error instanceof SignalTimeout)) throw error
    got = TIMED_OUT
  }
  note('got', got)
  return got
}
