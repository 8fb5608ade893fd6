import type { Clock } from '@arq/core'
import { STOPPED_VIEW_MS } from '@arq/core/internal'

import type { StoreCalls } from './store-calls.js'

/** The store is asked again at most this often; well before the view is too old, so that a busy worker always has one. */
const REFRESH_AFTER_MS = STOPPED_VIEW_MS / 4

interface Seen {
  readonly jobs: ReadonlySet<string> | 'many'
  /** When the store was asked, by the monotonic clock: what was stopped before is in it. */
  readonly askedAtMs: number
}

/**
 * The jobs that were stopped while they waited, as a worker knows them without asking for each. Whoever stops a job waits
 * for {@link STOPPED_VIEW_MS}: after that, this view is either gone or has the job.
 */
export class StoppedView {
  readonly #calls: StoreCalls
  readonly #clock: Clock
  #seen: Seen | undefined
  #isAsking = false

  constructor(calls: StoreCalls, clock: Clock) {
    this.#calls = calls
    this.#clock = clock
  }

  /** Whether the view is fresh, and the job is not in it. A view that grows old is renewed beside. */
  rulesOut(jobId: string): boolean {
    const seen = this.#seen
    const ageMs = seen ? this.#clock.monotonicNow() - seen.askedAtMs : Infinity
    if (ageMs >= REFRESH_AFTER_MS) this.#refresh(jobId)
    if (!seen || ageMs >= STOPPED_VIEW_MS || this.#calls.isAway) return false
    return seen.jobs !== 'many' && !seen.jobs.has(jobId)
  }

  #refresh(jobId: string): void {
    if (this.#isAsking) return
    this.#isAsking = true
    const askedAtMs = this.#clock.monotonicNow()
    const asked = this.#calls.ask(jobId, (store) => store.stoppedJobs?.() ?? MANY)
    void asked.then((answer) => {
      this.#isAsking = false
      if (answer.kind === 'answered') this.#seen = { jobs: answer.value, askedAtMs }
    })
  }
}

const MANY = Promise.resolve('many' as const)
