import assert from 'node:assert/strict'
import { test } from 'node:test'

import { expectedMessage } from '../src/processes/expected.js'
import { isClean, judge } from '../src/verdict/verdict.js'
import {
  DEAD_LETTER_QUEUE,
  endOf,
  eventsOf,
  evidenceOf,
  jobOf,
  messageOf,
  recordOf,
  startOf,
} from './sample-evidence.js'

/** @param {import('../src/contract.d.ts').Evidence} evidence */
const verdictOf = (evidence) => judge(evidence, DEAD_LETTER_QUEUE)

/** @param {import('../src/contract.d.ts').Evidence} evidence */
const reasonsIn = (evidence) => verdictOf(evidence).bad.flatMap(({ reasons }) => reasons)

const plain = jobOf({ n: 1 })
const retried = jobOf({ n: 2, kind: 'retried', failures: 2, throws: 'retry' })
const failing = jobOf({ n: 3, kind: 'failing', failures: 'always', throws: 'transient' })
const failure = {
  status: 'failed',
  retryCount: 2,
  result: undefined,
  error: `Error: ${expectedMessage(failing)}`,
  errorCode: 'ARQ_MAX_RETRIES_EXCEEDED',
}

test('jobs that ended as planned are clean', () => {
  const verdict = verdictOf(
    evidenceOf({
      jobs: [plain, retried, failing],
      events: [...eventsOf(plain, 1), ...eventsOf(retried, 3), ...eventsOf(failing, 3)],
      records: [recordOf(plain), recordOf(retried, { retryCount: 2 }), recordOf(failing, failure)],
      messages: [messageOf(DEAD_LETTER_QUEUE, 'job-3')],
    }),
  )
  assert.deepEqual(verdict.bad, [])
  assert.ok(isClean(verdict))
  assert.equal(verdict.confirmed, 3)
  assert.deepEqual(verdict.jobsOfKind, { plain: 1, retried: 1, failing: 1 })
})

test('a confirmed job without a final record is missing, whether it was run or not', () => {
  const verdict = verdictOf(
    evidenceOf({
      jobs: [plain, retried],
      events: [...eventsOf(plain, 0), ...eventsOf(retried, 3)],
      records: [recordOf(retried, { status: 'retrying', retryCount: 1 })],
    }),
  )
  assert.deepEqual(
    verdict.bad.map((bad) => [bad.verdict, ...bad.reasons]),
    [
      ['missing', 'it has no record'],
      ['missing', 'its record says retrying'],
    ],
  )
  assert.equal(verdict.missing, 2)
  assert.ok(!isClean(verdict))
})

test('a job whose call was never answered is judged when it was run, and not otherwise', () => {
  const events = eventsOf(plain, 1).filter(({ event }) => event !== 'answered')
  const verdict = verdictOf(evidenceOf({ jobs: [plain, jobOf({ n: 9 })], events }))
  assert.equal(verdict.confirmed, 0)
  assert.equal(verdict.unconfirmed, 1)
  assert.equal(verdict.missing, 1)
})

test('another result, status, number of retries or error than planned is wrong', () => {
  const seen = (
    /** @type {import('../src/contract.d.ts').PlannedJob} */ job,
    /** @type {number} */ tries,
    /** @type {Partial<import('../src/contract.d.ts').SeenRecord>} */ record,
  ) =>
    reasonsIn(
      evidenceOf({
        jobs: [job],
        events: eventsOf(job, tries),
        records: [recordOf(job, record)],
        messages: job.failures === 'always' ? [messageOf(DEAD_LETTER_QUEUE, `job-${job.n}`)] : [],
      }),
    )
  assert.match(seen(plain, 1, { result: null })[0] ?? '', /its result is null/)
  assert.match(seen(plain, 1, { status: 'failed', error: 'Error: no' })[0] ?? '', /says failed/)
  assert.match(seen(retried, 3, { retryCount: 1 })[0] ?? '', /1 retries, not 2/)
  assert.match(seen(failing, 3, { ...failure, error: 'Error: other' })[0] ?? '', /its error is/)
  assert.match(seen(failing, 3, { ...failure, errorCode: undefined })[0] ?? '', /error code/)
})

test('a try that was never run, or that no plan has, is wrong', () => {
  const reasons = (/** @type {number[]} */ tries) =>
    reasonsIn(
      evidenceOf({
        jobs: [retried],
        events: [
          ...eventsOf(retried, 0),
          ...tries.map((jobTry, index) => startOf(2, jobTry, 1100 + index, 'job-2')),
          endOf(2, 3),
        ],
        records: [recordOf(retried, { retryCount: 2 })],
      }),
    )
  assert.deepEqual(reasons([1, 3]), ['try 2 was never run'])
  assert.deepEqual(reasons([1, 2, 3, 4]), ['try 4 was run, of 3'])
  assert.deepEqual(reasons([...Array(11).fill(1), 2, 3]), ['try 1 was run 11 times'])
})

test('a deferred job that was run before it was due is wrong', () => {
  const deferred = jobOf({ n: 4, kind: 'deferred', deferMs: 500 })
  const [, answered] = eventsOf(deferred, 0)
  assert.ok(answered)
  const called = {
    ...{ event: /** @type {const} */ ('called'), at: 1000, n: 4, call: 0, client: 0 },
    dueAt: 1500,
  }
  const reasons = (/** @type {number} */ at) =>
    reasonsIn(
      evidenceOf({
        jobs: [deferred],
        events: [called, answered, startOf(4, 1, at, 'job-4'), endOf(4, 1)],
        records: [recordOf(deferred)],
      }),
    )
  assert.deepEqual(reasons(1500), [])
  assert.deepEqual(reasons(1499), ['it was run 1 ms before it was due'])
})

test('dead letters belong to failed jobs, and to each of them', () => {
  const verdict = verdictOf(
    evidenceOf({
      jobs: [plain, failing],
      events: [...eventsOf(plain, 1), ...eventsOf(failing, 3)],
      records: [recordOf(plain), recordOf(failing, failure)],
      messages: [messageOf(DEAD_LETTER_QUEUE, 'job-1')],
    }),
  )
  assert.deepEqual(
    verdict.bad.flatMap(({ reasons }) => reasons),
    ['it is in chaos.dlq', 'it has no dead letter'],
  )
})

test('the calls with one id make one job, and while one is alive no other is told that it is its own', () => {
  const unique = jobOf({ n: 5, kind: 'unique' })
  /** @type {(client: number, outcome: string, jobId?: string) => import('../src/contract.d.ts').Witnessed} */
  const answered = (client, outcome, jobId) => ({
    ...{ event: 'answered', at: 1000 + client, n: 5, call: client, client, outcome },
    ...(jobId !== undefined && { jobId }),
  })
  /** @param {number} client */
  const called = (client) => ({
    ...{ event: /** @type {const} */ ('called'), at: 900, n: 5, call: client, client, dueAt: 900 },
  })
  const reasons = (/** @type {import('../src/contract.d.ts').Witnessed[]} */ ...events) =>
    reasonsIn(
      evidenceOf({
        jobs: [unique],
        events: [called(0), called(1), ...events, endOf(5, 1, 'returned', 'id')],
        records: [recordOf(unique, {}, 'id')],
      }),
    )
  const first = startOf(5, 1, 1100, 'id', 0)
  const repeated = startOf(5, 1, 1200, 'id', 1)
  const mine = answered(0, 'confirmed', 'id')
  assert.deepEqual(reasons(mine, answered(1, 'exists', 'id'), first), [])
  const early = reasons(mine, answered(1, 'confirmed', 'id'), first)
  assert.deepEqual(early, ['two calls were told that the job is theirs, within a lease'])
  const late = { ...answered(1, 'confirmed', 'id'), at: 70_000 }
  assert.deepEqual(reasons(mine, late, first), [])
  // Sent twice as one job, and as another one.
  assert.deepEqual(reasons(mine, answered(1, 'ARQ_CONNECTION_LOST'), first, repeated), [])
  const another = { ...repeated, enqueueTime: 1500 }
  assert.deepEqual(reasons(mine, late, first, another), ['2 jobs were run under its id'])
})

test('a record tells of a run that was seen to end so', () => {
  const reasons = (/** @type {import('../src/contract.d.ts').RunEnded['outcome']} */ outcome) =>
    reasonsIn(
      evidenceOf({
        jobs: [plain],
        events: [...eventsOf(plain, 0), startOf(1, 1, 1100, 'job-1'), endOf(1, 1, outcome)],
        records: [recordOf(plain)],
      }),
    )
  assert.deepEqual(reasons('returned'), [])
  assert.deepEqual(reasons('interrupted'), ['no run of try 1 returned'])
})

test('a job may be parked when a worker was killed that ran it, and only then', () => {
  const parked = { status: 'failed', result: undefined, errorCode: 'ARQ_JOB_SUSPECTED_POISON' }
  const reasons = (/** @type {import('../src/contract.d.ts').Witnessed[]} */ ...events) =>
    reasonsIn(
      evidenceOf({
        jobs: [plain],
        events: [...eventsOf(plain, 0), startOf(1, 1, 1100, 'job-1'), ...events],
        records: [recordOf(plain, parked)],
        messages: [messageOf(DEAD_LETTER_QUEUE, 'job-1')],
      }),
    )
  const fault = { event: /** @type {const} */ ('fault'), kind: /** @type {const} */ ('kill') }
  const kill = { ...fault, at: 1200, what: 'worker-0.1' }
  const reason = 'it was parked, and no worker was killed that ran it'
  assert.deepEqual(reasons(kill), [])
  assert.deepEqual(reasons(endOf(1, 1), kill), [], 'its end was not settled yet')
  assert.deepEqual(reasons({ ...kill, what: 'worker-1.1' }), [reason])
  assert.deepEqual(reasons(endOf(1, 1), { ...kill, at: 30_000 }), [reason])
})

test('an aborted job ends as its client was told, and does not start afterwards', () => {
  const aborted = jobOf({ n: 6, kind: 'aborted', abortMs: 10 })
  const gone = { status: 'aborted', result: undefined, errorCode: 'ARQ_JOB_ABORTED' }
  const called = { event: /** @type {const} */ ('abort-called'), at: 1010, n: 6, client: 0 }
  const told = (/** @type {string} */ outcome) => ({
    ...called,
    ...{ event: /** @type {const} */ ('abort-answered'), at: 1200, outcome },
  })
  /**
   * @param {Partial<import('../src/contract.d.ts').SeenRecord>} record
   * @param {import('../src/contract.d.ts').Witnessed[]} events
   */
  const reasons = (record, ...events) =>
    reasonsIn(
      evidenceOf({
        jobs: [aborted],
        events: [...eventsOf(aborted, 0), ...events],
        records: [recordOf(aborted, record)],
      }),
    )
  const start = startOf(6, 1, 1100, 'job-6')
  assert.deepEqual(reasons(gone, called, told('true')), [])
  assert.deepEqual(reasons(gone, called, start, told('ARQ_STORE_TIMEOUT')), [])
  assert.deepEqual(reasons({}, called, start, endOf(6, 1), told('false')), [])
  assert.deepEqual(reasons({}, called, start, endOf(6, 1), told('true')), [
    'its record says completed, and its client was told that it is aborted',
  ])
  const late = startOf(6, 1, 1300, 'job-6')
  const reason = 'it was started at 1300, after its abort was answered'
  assert.deepEqual(reasons(gone, called, told('true'), late), [reason])
  const unasked = { ...late, wasUnasked: true }
  assert.deepEqual(reasons(gone, called, told('true'), unasked), [], 'it could not be asked')
  const evidence = evidenceOf({
    jobs: [aborted],
    events: [...eventsOf(aborted, 0), called, told('true'), unasked],
    records: [recordOf(aborted, gone)],
  })
  assert.equal(verdictOf(evidence).unaskedStarts, 1)
  const letter = { ...evidence, messages: [messageOf(DEAD_LETTER_QUEUE, 'job-6')] }
  assert.deepEqual(reasonsIn(letter), ['it is in chaos.dlq'])
  assert.deepEqual(reasons(gone), ['its record says aborted, and nobody aborted it'])
})

test('duplicates are counted and are no fault', () => {
  const verdict = verdictOf(
    evidenceOf({
      jobs: [plain, failing],
      events: [
        ...eventsOf(plain, 1),
        startOf(1, 1, 1300, 'job-1'),
        startOf(1, 1, 1400, 'job-1'),
        ...eventsOf(failing, 3),
      ],
      records: [recordOf(plain, { duplicateRuns: 1 }), recordOf(failing, failure)],
      messages: [messageOf(DEAD_LETTER_QUEUE, 'job-3'), messageOf(DEAD_LETTER_QUEUE, 'job-3')],
    }),
  )
  assert.ok(isClean(verdict))
  assert.deepEqual(verdict.duplicates, { runs: 2, jobs: 1, recorded: 1, letters: 1 })
})

test('what is left in a queue, belongs to no job, or died is a problem of the run', () => {
  const verdict = verdictOf(
    evidenceOf({
      jobs: [plain],
      events: eventsOf(plain, 1),
      records: [recordOf(plain)],
      messages: [messageOf('arq.results', 'job-1'), messageOf(DEAD_LETTER_QUEUE, undefined)],
      deaths: [{ at: 1, name: 'worker-0.1', how: 'ended with 1', lastWords: '' }],
    }),
  )
  assert.deepEqual(verdict.problems, [
    'worker-0.1 ended with 1',
    '1 messages are left in arq.results',
    'a message in chaos.dlq is of no known job: {}',
  ])
  assert.deepEqual(
    verdict.bad.flatMap(({ reasons }) => reasons),
    ['its message is still in arq.results'],
  )
})
