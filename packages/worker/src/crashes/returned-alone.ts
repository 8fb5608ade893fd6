import type { Holder } from './holder.js'

/** What is known of the worker that had a job alone, when the job comes back. */
export type Fate = 'lives' | 'dead' | 'unknown'

/** What becomes of a job that came back from where it was to run alone. */
export type Returned =
  /** Nobody died of it, or that is not certain: it is to run alone once more. */
  | { readonly kind: 'again'; readonly cuts: number; readonly doubts: number }
  | { readonly kind: 'crashed' }

/** More connections than ever break by chance within the runs of one job. What breaks each time is the job. */
const MOST_CUTS = 20
/** A worker whose machine went with it is never heard of again: the second time counts. */
const MOST_DOUBTS = 1

/** What is noted of a job that comes back in doubt; `undefined`: it had its one doubt. */
export const doubted = ({ cuts, doubts }: Pick<Holder, 'cuts' | 'doubts'>) =>
  doubts < MOST_DOUBTS ? { cuts, doubts: doubts + 1 } : undefined

/** Decides whether a return counts as a crash; a pure function, see ADR 14. */
export function judgeReturn(
  { cuts, doubts }: Pick<Holder, 'cuts' | 'doubts'>,
  fate: Fate,
): Returned {
  if (fate === 'lives' && cuts < MOST_CUTS) return { kind: 'again', cuts: cuts + 1, doubts }
  const once = fate === 'unknown' ? doubted({ cuts, doubts }) : undefined
  return once ? { kind: 'again', ...once } : { kind: 'crashed' }
}
