import { expectedResult } from '../src/processes/expected.js'

/** @typedef {import('../src/contract.d.ts').PlannedJob} PlannedJob */
/** @typedef {import('../src/contract.d.ts').Evidence} Evidence */

export const DEAD_LETTER_QUEUE = 'chaos.dlq'

/** @type {PlannedJob} */
const PLAIN = {
  n: 0,
  kind: 'plain',
  calls: [{ client: 0, atMs: 0 }],
  workMs: 5,
  failures: 0,
  throws: 'final',
  retryMs: 100,
  deferMs: 0,
  textLength: 2,
}

/** @param {Partial<PlannedJob>} job */
export function jobOf(job) {
  return { ...PLAIN, ...job }
}

/**
 * What is seen of a job that was confirmed as `id` and run as often as its plan says.
 * @param {PlannedJob} job
 * @param {number} tries
 * @param {string} [id]
 * @returns {import('../src/contract.d.ts').Witnessed[]}
 */
export function eventsOf({ n, failures }, tries, id = `job-${n}`) {
  return [
    { event: 'called', at: 1000, n, call: 0, client: 0, dueAt: 1000 },
    { event: 'answered', at: 1005, n, call: 0, client: 0, outcome: 'confirmed', jobId: id },
    ...Array.from({ length: tries }, (_, index) => [
      startOf(n, index + 1, 1100 + index * 100, id),
      endOf(n, index + 1, failures === 'always' || index < failures ? 'threw' : 'returned', id),
    ]).flat(),
  ]
}

/**
 * @param {number} n
 * @param {number} jobTry
 * @param {import('../src/contract.d.ts').RunEnded['outcome']} [outcome]
 * @param {string} [jobId]
 * @returns {import('../src/contract.d.ts').RunEnded}
 */
export function endOf(n, jobTry, outcome = 'returned', jobId = `job-${n}`) {
  const at = 1050 + jobTry * 100
  return { event: 'ended', at, n, jobId, jobTry, worker: 'worker-0.1', outcome }
}

/**
 * @param {number} n
 * @param {number} jobTry
 * @param {number} at
 * @param {string} jobId
 * @param {number} [call]
 * @returns {import('../src/contract.d.ts').RunStarted}
 */
export function startOf(n, jobTry, at, jobId, call = 0) {
  const worker = 'worker-0.1'
  const wasUnasked = false
  return { event: 'started', at, n, call, jobId, jobTry, enqueueTime: 1000, worker, wasUnasked }
}

/**
 * @param {PlannedJob} job
 * @param {Partial<import('../src/contract.d.ts').SeenRecord>} [record]
 * @param {string} [jobId]
 * @returns {import('../src/contract.d.ts').SeenRecord}
 */
export function recordOf(job, record = {}, jobId = `job-${job.n}`) {
  const retryCount = record.retryCount ?? 0
  return {
    jobId,
    status: 'completed',
    retryCount,
    result: expectedResult(job, retryCount + 1),
    ...record,
  }
}

/**
 * @param {string} queue
 * @param {string | undefined} jobId
 * @returns {import('../src/contract.d.ts').SeenMessage}
 */
export function messageOf(queue, jobId) {
  return { queue, jobId, n: undefined, text: '{}' }
}

/**
 * @param {Partial<Omit<Evidence, 'records'>> & {
 *   records?: import('../src/contract.d.ts').SeenRecord[] }} evidence
 * @returns {Evidence}
 */
export function evidenceOf({ records = [], ...evidence }) {
  return {
    jobs: [],
    events: [],
    messages: [],
    deaths: [],
    ...evidence,
    records: new Map(records.map((record) => [record.jobId, record])),
  }
}
