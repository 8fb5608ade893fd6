import { SignalTimeout } from '@arq/core'

export const SIGNAL = 'go'

/**
 * Waits for its signal.
 * @type {import('../../contract.d.ts').KindRun}
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

/** What a job returns that has waited in vain. */
export const TIMED_OUT = 'timed out'
