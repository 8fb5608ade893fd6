import type { Text } from '../texts/text.js'

/** One thing that is not as it should be. */
export interface HealthProblem {
  readonly code:
    | 'starting'
    | 'stopping'
    | 'paused'
    | 'broker_away'
    | 'not_consuming'
    | 'publishing_blocked'
    | 'store_away'
    /** Jobs wait for a worker that has the key of their arguments. */
    | 'key_missing'
    /** Jobs wait for the payload store, where their arguments lie. */
    | 'payload_store_away'
  /** For people: `renderText(text, 'en')`. */
  readonly text: Text
  readonly since: Date
  /** Whether nothing goes on until it has passed. */
  readonly isFatal: boolean
}

/** How something fares that works on its own: for probes, and for people. */
export interface Health {
  /** `degraded`: it goes on, with less than it has when all is well. `not_ready`: it does not, until its problems have passed. */
  readonly status: 'ready' | 'degraded' | 'not_ready'
  /** The oldest first; empty when it is ready. */
  readonly problems: readonly HealthProblem[]
}

/** What these problems come to. */
export function healthOf(problems: readonly HealthProblem[]): Health {
  const sorted = [...problems].sort((a, b) => a.since.getTime() - b.since.getTime())
  if (sorted.length === 0) return { status: 'ready', problems: [] }
  return {
    status: sorted.some(({ isFatal }) => isFatal) ? 'not_ready' : 'degraded',
    problems: sorted,
  }
}
