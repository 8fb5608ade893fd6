import type { SignalState } from './signal-state.js'

/**
 * What became of a signal:
 * - `accepted`: it was the first, and is kept. A job that waits for it goes on; one that does not, finds it when it does.
 * - `already`: another one was first. It stays as it is.
 * - `timedOut`: the job has waited in vain, and gone on.
 * - `ended`: the job has ended.
 */
export type SignalAnswer = 'accepted' | 'already' | 'timedOut' | 'ended'

/** What a signal that is given comes to, by what stands there: a pure function. The first one that is written stays. */
export function decideGiven(found: SignalState | undefined): Exclude<SignalAnswer, 'ended'> {
  if (!found || found.kind === 'waiting') return 'accepted'
  return found.kind === 'given' ? 'already' : 'timedOut'
}

/** What a wait comes to. */
export type WaitDecision =
  /** The wait is over. */
  | { readonly kind: 'given'; readonly payload: unknown }
  /** So it is; `isNew`: nobody has written so yet. */
  | { readonly kind: 'timedOut'; readonly isNew: boolean }
  /** It goes on; `isNew`: this is its first moment. */
  | { readonly kind: 'waiting'; readonly state: Waiting; readonly isNew: boolean }

type Waiting = Extract<SignalState, { readonly kind: 'waiting' }>

/**
 * What a wait comes to, by what stands there: a pure function. Its deadline is that of its first moment, whatever later
 * tries say.
 */
export function decideWait(
  found: SignalState | undefined,
  { nowMs, timeoutMs }: { readonly nowMs: number; readonly timeoutMs: number },
): WaitDecision {
  switch (found?.kind) {
    case 'given':
      return { kind: 'given', payload: found.payload }
    case 'timedOut':
      return { kind: 'timedOut', isNew: false }
    case 'waiting':
      return nowMs >= found.dueAtMs
        ? { kind: 'timedOut', isNew: true }
        : { kind: 'waiting', state: found, isNew: false }
    case undefined: {
      const state: Waiting = { kind: 'waiting', sinceMs: nowMs, dueAtMs: nowMs + timeoutMs }
      return timeoutMs <= 0
        ? { kind: 'timedOut', isNew: true }
        : { kind: 'waiting', state, isNew: true }
    }
  }
}
