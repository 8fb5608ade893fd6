import { type Suite, suiteOn } from './harness.js'
import { lifecycleConformance } from './lifecycle-conformance.js'
import { announcing } from './result-store/announcing.js'
import { beginning } from './result-store/beginning.js'
import { claims } from './result-store/claims.js'
import { creating } from './result-store/creating.js'
import { cronPauses } from './result-store/cron-pauses.js'
import { duplicates } from './result-store/duplicates.js'
import { entries } from './result-store/entries.js'
import { figures } from './result-store/figures.js'
import { lifetimes } from './result-store/lifetimes.js'
import { manyAtOnce } from './result-store/many-at-once.js'
import { notices } from './result-store/notices.js'
import { outage } from './result-store/outage.js'
import { randomTransitions } from './result-store/random-transitions.js'
import { reading } from './result-store/reading.js'
import { searching } from './result-store/searching.js'
import { stoppedJobs } from './result-store/stopped-jobs.js'
import { type ResultStoreConformanceOptions, StoreBench } from './result-store/store-bench.js'
import { streams } from './result-store/streams.js'
import { transitions } from './result-store/transitions.js'
import { waitingJobs } from './result-store/waiting-jobs.js'
import type { Runner } from './runner.js'

/**
 * The contract of {@link ResultStore} as tests: every store passes all of it, and what it cannot do is skipped loudly.
 * It leaves records behind that expire within ten minutes.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest'
 * resultStoreConformance({ describe, it }, { open: () => new MyResultStore({ url }) })
 * ```
 */
export function resultStoreConformance(
  runner: Runner,
  options: ResultStoreConformanceOptions,
): void {
  const { canSubscribe = true, canAnnounce = false, canBegin = false } = options
  const { canTakeMany = false, canTellStopped = false, canListWaiting = true } = options
  const { canSearch = false, canKeepEntries = false, canStream = false } = options
  const { shortTtlMs = 500, waitMs = 10_000, testTimeoutMs = 60_000 } = options
  const resolved = { ...options, shortTtlMs, waitMs }
  const suite = suiteOn(runner, { openBench: () => new StoreBench(resolved), testTimeoutMs })
  const topic = (title: string, define: (suite: Suite<StoreBench>) => void): void =>
    void runner.describe(title, () => define(suite))

  runner.describe('result store', () => {
    lifecycleConformance(runner, {
      open: options.open,
      use: (store) => store.get('conformance:nobody'),
      waitMs,
      testTimeoutMs,
    })
    topic('reading', reading)
    topic('creating', creating)
    topic('announcing', () => announcing(suite.when(canAnnounce, 'canAnnounce is false')))
    topic('claims', claims)
    topic('transitions', transitions)
    topic('random transitions', randomTransitions)
    topic('duplicates', duplicates)
    topic('beginning', () => beginning(suite.when(canBegin, 'canBegin is false')))
    topic('many at once', () => manyAtOnce(suite.when(canTakeMany, 'canTakeMany is false')))
    topic('stopped jobs', () => stoppedJobs(suite.when(canTellStopped, 'canTellStopped is false')))
    topic('lifetimes', lifetimes)
    topic('waiting jobs', () => waitingJobs(suite.when(canListWaiting, 'canListWaiting is false')))
    topic('searching', () => searching(suite.when(canSearch, 'canSearch is false')))
    topic('cron pauses', cronPauses)
    topic('entries', () => entries(suite.when(canKeepEntries, 'canKeepEntries is false')))
    topic('streams', () => streams(suite.when(canStream, 'canStream is false')))
    topic('notices', () => notices(suite.when(canSubscribe, 'canSubscribe is false')))
    topic('figures', figures)
    topic('outage', () => outage(suite.when(options.faults !== undefined, 'no faults given')))
  })
}
