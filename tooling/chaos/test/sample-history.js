import { endOf, jobOf, recordOf, startOf } from './sample-evidence.js'

/** @typedef {import('../src/contract.d.ts').JobHistory} JobHistory */
/** @typedef {import('../src/contract.d.ts').PlannedJob} PlannedJob */

/**
 * A job that was enqueued, run once and has completed, and of which more may have been seen.
 * @param {Partial<PlannedJob>} job
 * @param {Partial<JobHistory> & { got?: unknown }} [seen]
 * @returns {JobHistory}
 */
export function historyOf(job, { got, ...seen } = {}) {
  const planned = jobOf(job)
  const jobId = seen.jobId ?? `job-${planned.n}`
  return {
    job: planned,
    jobId,
    isConfirmed: true,
    calls: [],
    starts: [startOf(planned.n, 1, 1100, jobId)],
    ends: [endOf(planned.n, 1, 'returned', jobId)],
    steps: [],
    onlyKills: true,
    notes: [],
    aborts: [],
    crashes: 0,
    record: recordOf(planned, { result: { got } }, jobId),
    messages: [],
    ...seen,
  }
}

/**
 * @param {string} what
 * @param {unknown} [value]
 * @param {Partial<import('../src/contract.d.ts').Noted>} [more]
 * @returns {import('../src/contract.d.ts').Noted}
 */
export function noteOf(what, value, more = {}) {
  return { event: 'noted', at: 1100, n: 0, by: 'worker-0.1', what, value, jobTry: 1, ...more }
}

/**
 * @param {number} call
 * @param {{ calledAt: number, answeredAt?: number, jobId?: string, placed?: string, outcome?: string }} of
 * @returns {JobHistory['calls']}
 */
export function callOf(call, { calledAt, answeredAt, jobId, placed, outcome = 'confirmed' }) {
  const base = { n: 0, call, client: 0 }
  return [
    { event: 'called', at: calledAt, ...base, dueAt: calledAt },
    ...(answeredAt === undefined
      ? []
      : [
          {
            ...{ event: /** @type {const} */ ('answered'), at: answeredAt, ...base },
            ...{ outcome, jobId, placed },
          },
        ]),
  ]
}
