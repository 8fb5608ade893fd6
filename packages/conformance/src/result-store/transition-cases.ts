import {
  countDuplicates,
  decideTransition,
  type DuplicateCounts,
  type JobRecord,
  type JobStatus,
  type TransitionGuard,
  type TransitionOutcome,
} from '@arq/core'

/** One row of the rule: what is stored, what is to be written, and what must be answered. */
export interface TransitionCase {
  readonly name: string
  readonly stored: Partial<JobRecord> | undefined
  readonly next: Partial<JobRecord>
  readonly outcome: TransitionOutcome
  /** What the record that then stands there says of duplicates. */
  readonly counts: DuplicateCounts
}

/** Whether an answer means that the record was written. */
export const isWritten = (outcome: TransitionOutcome): boolean =>
  outcome === 'applied' || outcome === 'repeated'

const MOMENT = '2026-11-22T01:35:00.675+00:00'

/** Against {@link MOMENT}, which is what the writer has. */
const ENQUEUE_TIMES: Readonly<Record<string, string | undefined>> = {
  'the same enqueue': MOMENT,
  'the same enqueue, written otherwise': '2026-11-22T01:35:00.675Z',
  'an older enqueue': '2026-11-22T01:35:00.674+00:00',
  'a newer enqueue': '2026-11-22T01:35:00.676+00:00',
  'an older enqueue with a later hour elsewhere': '2026-11-22T03:35:00.674+02:00',
  'no enqueue time': undefined,
}

const STATUSES: readonly JobStatus[] = [
  'queued',
  'in_progress',
  'completed',
  'failed',
  'retrying',
  'aborted',
]

const STATUS_AFTER: Readonly<Record<TransitionGuard, JobStatus>> = {
  start: 'in_progress',
  own: 'completed',
  end: 'completed',
  uncontested: 'completed',
  waiting: 'aborted',
}

/**
 * Every combination that the rule tells apart, for one guard, and for what the writer says of its attempt. What must be answered is core's `decideTransition`,
 * which is the rule; the suite proves that a store that decides elsewhere follows it.
 */
export function transitionCases(
  guard: TransitionGuard,
  status: JobStatus = STATUS_AFTER[guard],
): readonly TransitionCase[] {
  const next = {
    status,
    token: guard === 'waiting' ? undefined : 'mine',
    enqueueTime: MOMENT,
    retryCount: 1,
    workerId: 'writer',
    // Only stores count.
    duplicateRuns: 90,
    duplicateDeliveries: 90,
  }
  const cases: TransitionCase[] = [caseOf(guard, 'nothing stored', undefined, next)]
  for (const [age, enqueueTime] of Object.entries(ENQUEUE_TIMES)) {
    for (const found of STATUSES) {
      for (const token of [undefined, 'mine', 'other']) {
        for (const retryCount of [0, 1, 2]) {
          const counts = COUNTS[cases.length % COUNTS.length]
          const workerId = 'holder'
          const stored = { status: found, token, enqueueTime, retryCount, workerId, ...counts }
          const name = `${age}, ${found}, token ${token ?? 'absent'}, retry count ${retryCount}`
          cases.push(caseOf(guard, name, stored, next))
        }
      }
    }
  }
  // A writer that knows no enqueue time (a message of the Python library).
  const unaware = { ...next, enqueueTime: undefined }
  for (const found of STATUSES) {
    const stored = { status: found, token: 'other', enqueueTime: MOMENT, retryCount: 1 }
    cases.push(caseOf(guard, `writer without enqueue time, ${found}`, stored, unaware))
  }
  return cases
}

/** What records had counted before. */
const COUNTS: readonly DuplicateCounts[] = [
  {},
  { duplicateRuns: 1 },
  { duplicateRuns: 12, duplicateDeliveries: 3 },
  { duplicateDeliveries: 1 },
  {},
]

type State = Pick<JobRecord, 'token' | 'enqueueTime' | 'status' | 'retryCount'> & DuplicateCounts

function caseOf(
  guard: TransitionGuard,
  name: string,
  stored: State | undefined,
  next: State,
): TransitionCase {
  // The rest of the record does not matter to the rule.
  const change = { record: { ...next, ...REST }, guard }
  const outcome = decideTransition(stored, change)
  return { name, stored, next, outcome, counts: countDuplicates(stored, change, outcome) }
}

const REST = {
  jobId: '',
  functionName: '',
  args: [],
  kwargs: {},
  queueName: '',
  workerId: '',
  startTime: MOMENT,
  createdAt: MOMENT,
} as const
