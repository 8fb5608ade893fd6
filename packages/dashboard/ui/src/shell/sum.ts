import type { OverviewView } from '../../../src/contract/index.js'

/** The queues together, as the head of the overview and the way between the pages tell them. */
export interface Sums {
  readonly ready: number
  readonly unacknowledged: number
  readonly dead: number
  readonly running: number
  readonly slots: number
  /** When the oldest message of all queues was sent. */
  readonly oldestAt: string | null
}

export function sumsOf({ queues, workers }: OverviewView): Sums {
  const oldest = queues.flatMap(({ oldestAt }) => oldestAt ?? []).sort()
  return {
    ready: sum(queues.map(({ ready }) => ready)),
    unacknowledged: sum(queues.map(({ unacknowledged }) => unacknowledged)),
    dead: sum(queues.map(({ deadLetterQueue }) => deadLetterQueue.ready)),
    running: sum(workers.map(({ running }) => running)),
    slots: sum(workers.map(({ slots }) => slots)),
    oldestAt: oldest[0] ?? null,
  }
}

function sum(counts: readonly (number | null)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0)
}
