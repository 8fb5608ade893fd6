import type { JobDetails, JobsView, JobView, TimelineEntry } from '../../../src/contract/index.js'
import { type Ago, HOUR, jobIdOf, SECOND, steady } from './fake-data.js'

const TASKS = ['send_email', 'charge_card', 'resize', 'sync_customer', 'send_webhook'] as const
const QUEUES = ['default', 'billing', 'images', 'default', 'webhooks'] as const
const ERRORS = [
  'CardDeclined: the bank says insufficient_funds',
  'TimeoutError: no answer from api.stripe.test within 30 s',
  'TypeError: Cannot read properties of undefined (reading "email")',
] as const
/** No HTML, whatever it looks like: a page that shows it as such runs it. */
export const EVIL = '<img src=x onerror="globalThis.isHacked=1"><b>bold</b>'

function statusOf(index: number): JobView['status'] {
  if (index < 4) return 'in_progress'
  if (index < 9) return 'queued'
  if (index === 9) return 'retrying'
  const dice = steady(index)
  if (dice < 0.86) return 'completed'
  return dice < 0.97 ? 'failed' : 'aborted'
}

export function fakeJob(index: number, ago: Ago): JobView {
  const which = Math.floor(steady(index + 3) * TASKS.length)
  const status = statusOf(index)
  const enqueuedAgo = 2_000 + index * 700
  const durationMs = 20 + steady(index + 5) * 900
  const hasStarted = status !== 'queued'
  const hasEnded = ['completed', 'failed', 'aborted'].includes(status)
  const isBad = status === 'failed' || status === 'retrying'
  return {
    jobId: jobIdOf(index),
    status,
    function: TASKS[which] ?? 'send_email',
    args: [],
    kwargs: {
      to: `customer${String(index)}@example.com`,
      subject: index === 12 ? EVIL : 'Your order has left our house',
      order: {
        number: 10_000 + index,
        lines: [
          { sku: 'A-17', count: 2 },
          { sku: 'B-4', count: 1 },
        ],
      },
      apiKey: '[redacted]',
    },
    queueName: QUEUES[which] ?? 'default',
    jobTry: status === 'retrying' ? 2 : 1 + (isBad ? 2 : 0),
    enqueueTime: ago(enqueuedAgo),
    ...(index === 8 && { deferUntil: ago(-2 * HOUR) }),
    ...(hasStarted && { startTime: ago(enqueuedAgo - 450), workerId: 'mailer-7f3a1c' }),
    ...(hasEnded && {
      endTime: ago(enqueuedAgo - 450 - durationMs),
      durationMs,
      resultExpiresAt: ago(-23 * HOUR),
    }),
    ...(status === 'completed' && {
      result: { messageId: `<${jobIdOf(index).slice(0, 12)}@mail.example.com>`, accepted: true },
    }),
    ...(isBad && {
      error: ERRORS[index % ERRORS.length] ?? '',
      errorCode: index % 2 === 0 ? 'ARQ_MAX_RETRIES' : 'ARQ_JOB_FAILED',
      traceback:
        'CardDeclined: the bank says insufficient_funds\n    at charge (/app/dist/billing/charge.js:41:11)\n    at async run (/app/dist/tasks/charge-card.js:12:20)',
    }),
    ...(status === 'in_progress' && {
      progress: { done: 340 + index, total: 1_200, message: 'page 34' },
    }),
    ...(hasEnded && {
      log: {
        lines: [
          `${ago(enqueuedAgo)} INFO charging order ${String(10_000 + index)}`,
          `${ago(enqueuedAgo)} DEBUG POST https://api.stripe.test/v1/charges`,
          ...(isBad
            ? [
                `${ago(enqueuedAgo)} WARN the bank is slow, 12.4 s so far`,
                `${ago(enqueuedAgo)} ERROR declined: insufficient_funds`,
              ]
            : [`${ago(enqueuedAgo)} INFO done`]),
        ],
        dropped: isBad ? 12 : 0,
      },
    }),
    duplicateRuns: index === 10 ? 1 : 0,
    duplicateDeliveries: index === 10 ? 1 : 0,
    tries: [],
  }
}

export function fakeDetails(job: JobView, ago: Ago): JobDetails {
  const isOn = job.status === 'in_progress'
  const isWaiting = job.status === 'queued' || job.status === 'retrying'
  return {
    job,
    timeline: timelineOf(job),
    isTimelineComplete: job.jobTry < 4,
    signals: isOn ? signalsOf(ago) : [],
    streams: isOn ? ['steps', 'tokens'] : [],
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    traceUrl: 'https://tempo.example.com/trace/4bf92f3577b34da6a3ce929d0e0e4736',
    can: {
      abort: isOn || isWaiting,
      retry: job.status === 'failed' || job.status === 'aborted',
      runNow: job.deferUntil !== undefined && Date.parse(job.deferUntil) > Date.parse(ago(0)),
      delete: !isOn,
      signal: isOn || isWaiting,
      send: isOn || isWaiting,
    },
  }
}

const signalsOf = (ago: Ago): JobDetails['signals'] => [
  {
    ...{ name: 'approval', state: 'waiting', since: ago(3 * HOUR) },
    until: ago(-69 * HOUR),
  },
  {
    ...{ name: 'address', state: 'given', at: ago(HOUR) },
    payload: { street: EVIL, city: '上海', apiKey: '[redacted]' },
  },
  { name: 'coupon', state: 'timedOut', at: ago(2 * HOUR) },
]

function timelineOf(job: JobView): readonly TimelineEntry[] {
  const { enqueueTime = '', deferUntil, startTime, endTime, jobTry, status, error } = job
  const after = (ms: number) => new Date(Date.parse(enqueueTime) + ms).toISOString()
  const earlier = Array.from({ length: jobTry - 1 }, (_, n): TimelineEntry[] => [
    { type: 'started', at: after(20 + n * 200), jobTry: n + 1, workerId: 'mailer-7f3a1c' },
    {
      type: 'error',
      at: after(90 + n * 200),
      jobTry: n + 1,
      outcome: n === 0 ? 'failed' : 'timedOut',
      next: after(20 + (n + 1) * 200),
      error: error ?? 'Error: no',
      errorCode: null,
    },
  ])
  return [
    { type: 'enqueued', at: enqueueTime },
    ...(deferUntil ? [{ type: 'due', at: deferUntil } as const] : []),
    ...earlier.flat(),
    ...(startTime && status !== 'retrying'
      ? [{ type: 'started', at: startTime, jobTry, workerId: 'mailer-7f3a1c' } as const]
      : []),
    ...(endTime && isEnd(status) ? [{ type: 'ended', at: endTime, status } as const] : []),
    ...(job.resultExpiresAt ? [{ type: 'forgotten', at: job.resultExpiresAt } as const] : []),
  ]
}

function isEnd(status: JobView['status']): status is 'completed' | 'failed' | 'aborted' {
  return status === 'completed' || status === 'failed' || status === 'aborted'
}

const SCAN_AT_ONCE = 5_000

/** Searches as a store without an index does: bounded looks for texts, and the rest at once. */
export function searchJobs(
  query: Readonly<Record<string, string>>,
  count: number,
  jobAt: (index: number) => JobView | undefined,
): JobsView {
  const limit = Number(query['limit'] ?? '50')
  const isScan = ['payload', 'error'].some((name) => query[name] !== undefined)
  const jobs: JobView[] = []
  let index = Number(query['cursor'] ?? '0')
  const end = isScan ? Math.min(index + SCAN_AT_ONCE, count) : count
  for (; index < end && jobs.length < limit; index++) {
    const job = jobAt(index)
    if (job && fits(job, query)) jobs.push(job)
  }
  return {
    jobs,
    next: index < count ? String(index) : null,
    search: {
      indexed: ['id', 'status', 'task', 'queue', 'enqueued'],
      order: 'newest',
      covers: 'all',
      scan: isScan ? { looked: index, total: count, isComplete: index >= count } : null,
    },
  }
}

function fits(job: JobView, query: Readonly<Record<string, string>>): boolean {
  const { id, status, task, queue, since, error, payload } = query
  if (id !== undefined && !job.jobId.startsWith(id)) return false
  if (status !== undefined && !status.split(',').includes(job.status)) return false
  if (task !== undefined && job.function !== task) return false
  if (queue !== undefined && job.queueName !== queue) return false
  if (since === '15m' && Date.parse(job.enqueueTime ?? '') < Date.now() - 900 * SECOND) return false
  if (error !== undefined && !(job.error ?? '').includes(error)) return false
  return payload === undefined || JSON.stringify([job.kwargs, job.result]).includes(payload)
}
