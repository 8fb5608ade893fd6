/** Where a worker got a job from. */
export type Place =
  /** Its queue, where jobs wait in workers before they start. */
  | 'queue'
  /** The queue of jobs that a worker may have died of: they start soon after they are handed out. */
  | 'again'
  /** The queue of those that run alone: handed out to workers that run nothing else, and started at once. */
  | 'alone'

/** What is known of a job that is to be started. */
export interface Suspicion {
  readonly place: Place
  /** It was handed out here before, and not settled. */
  readonly cameBack: boolean
  /** Crashes that were counted before. */
  readonly crashes: number
  /** This worker lost its own way to the broker a moment ago, which explains why jobs come back. */
  readonly hadTrouble: boolean
}

export type Step =
  | { readonly kind: 'run' }
  | { readonly kind: 'move'; readonly to: 'again' | 'alone'; readonly crashes: number }
  | { readonly kind: 'park'; readonly crashes: number }

const RUN: Step = { kind: 'run' }

/** The first crash names nobody: what ran beside the culprit looks the same. */
const FEWEST_CRASHES = 2

/**
 * Decides about a job before it starts; a pure function, see ADR 14.
 * @param mostCrashes with as many crashes of its own a job is parked, at least 2: one of them must have been alone
 */
export function nextStep(
  { place, cameBack, crashes, hadTrouble }: Suspicion,
  mostCrashes: number,
): Step {
  const last = Math.max(mostCrashes, FEWEST_CRASHES)
  // What was counted before has to be counted on, in a queue where a return means something.
  if (place === 'queue' && crashes > 0) return move(crashes, last)
  if (!cameBack || hadTrouble) return RUN
  if (place === 'queue') return move(1, last)
  return place === 'again' ? move(crashes + 1, last) : { kind: 'park', crashes: crashes + 1 }
}

/** One more crash would park the job: to be sure that it is its own, the job runs alone. */
const move = (crashes: number, last: number): Step => ({
  kind: 'move',
  to: crashes >= last - 1 ? 'alone' : 'again',
  crashes: Math.min(crashes, last - 1),
})
