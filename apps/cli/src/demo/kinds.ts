import type { Client, Job } from '@arq/client'
import { isArqError, type JobFailed, type Text } from '@arq/core'

import { ended, type Expected, type Outcome, unexpected } from './outcome.js'
import {
  add,
  askAgain,
  countRuns,
  endless,
  failing,
  hopeless,
  remind,
  tellTime,
  unlucky,
} from './tasks.js'
import { demoTexts as texts } from './texts.js'

/** A job of the demo, enqueued. */
export interface DemoJob {
  readonly jobId: string
  /** What became of it; never rejects. */
  readonly outcome: Promise<Outcome>
}

/** One sort of job: what the demo shows. */
export interface Kind {
  readonly name: string
  readonly title: Text
  /** Jobs of a hundred; every kind has one at least. */
  readonly share: number
  readonly expected: Expected
  /** Whether its messages end in the dead letter queue. */
  readonly isParked?: boolean
  /** Enqueues the job of this number. */
  readonly start: (client: Client, number: number) => Promise<DemoJob>
}

/** Far more than any job here takes: a job that is lost is to be told, not waited for. */
const RESULT_TIMEOUT = '30s'
const DAY_MS = 86_400_000
const DELAYS_MS = [100, 500, 1200, 2000]

export const KINDS: readonly Kind[] = [
  {
    name: 'plain',
    title: texts.plainKind(),
    share: 40,
    expected: 'completed',
    start: async (client, number) => {
      const job = await client.enqueueJob(add, [number, 1])
      return watch(job, (sum) => (sum === number + 1 ? ended('completed') : odd(sum)))
    },
  },
  {
    name: 'typed',
    title: texts.typedKind(),
    share: 15,
    expected: 'typed',
    start: async (client, number) => {
      const due = new Date(Date.UTC(2026, 0, number + 1))
      const args = { customer: `customer ${number}`, due, amounts: [number, 2] }
      const job = await client.enqueueJob(remind, args)
      return watch(job, ({ due: next, total }) => {
        const isRight = next.getTime() === due.getTime() + 7 * DAY_MS && total === number + 2
        return isRight ? ended('typed') : odd({ next, total })
      })
    },
  },
  {
    name: 'deferred',
    title: texts.deferredKind(),
    share: 12,
    expected: 'onTime',
    start: async (client, number) => {
      const delayMs = DELAYS_MS[number % DELAYS_MS.length] ?? 0
      const dueAtMs = Date.now() + delayMs
      const job = await client.enqueueJob(tellTime, [], { deferBy: `${delayMs}ms` })
      return watch(job, (startedAt) => {
        const earlyMs = dueAtMs - Date.parse(startedAt)
        return earlyMs <= 0 ? ended('onTime') : unexpected(`ran ${earlyMs} ms early`)
      })
    },
  },
  {
    name: 'retried',
    title: texts.retriedKind(),
    share: 6,
    expected: 'secondAttempt',
    start: async (client) => watch(await client.enqueueJob(askAgain), onSecondAttempt),
  },
  {
    name: 'transient',
    title: texts.transientKind(),
    share: 6,
    expected: 'secondAttempt',
    start: async (client) => watch(await client.enqueueJob(unlucky), onSecondAttempt),
  },
  {
    name: 'unique',
    title: texts.uniqueKind(),
    share: 5,
    expected: 'onlyOnce',
    start: async (client) => {
      const jobId = `arq-demo-${crypto.randomUUID()}`
      const first = await client.enqueueJob(countRuns, [], { jobId })
      if (!first) return { jobId, outcome: Promise.resolve(unexpected('refused at once')) }
      const second = await client.enqueueJob(countRuns, [], { jobId })
      return watch(first, (runs) =>
        second === null && runs === 1 ? ended('onlyOnce') : unexpected(`accepted twice`),
      )
    },
  },
  {
    name: 'failing',
    title: texts.failingKind(),
    share: 5,
    expected: 'deadLetter',
    isParked: true,
    start: async (client, number) =>
      watchFailure(await client.enqueueJob(failing, [number]), 'deadLetter', ({ original }) =>
        original.message.includes('has no customer'),
      ),
  },
  {
    name: 'hopeless',
    title: texts.hopelessKind(),
    share: 3,
    expected: 'gaveUp',
    isParked: true,
    start: async (client) => {
      const job = await client.enqueueJob(hopeless)
      return watchFailure(job, 'gaveUp', ({ original }) => original.message.includes('ECONNRESET'))
    },
  },
  {
    name: 'expired',
    title: texts.expiredKind(),
    share: 3,
    expected: 'expired',
    isParked: true,
    start: async (client) => {
      const expires = new Date(Date.now() - 1000)
      return watchFailure(
        await client.enqueueJob(add, [1, 1], { expires }),
        'expired',
        ({ original }) => original.code === 'ARQ_JOB_EXPIRED',
      )
    },
  },
  {
    name: 'aborted',
    title: texts.abortedKind(),
    share: 5,
    expected: 'aborted',
    // Every second one while it waits for its time, the others while they run.
    start: async (client, number) => {
      const isWaiting = number % 2 === 1
      const job = await client.enqueueJob(endless, [], { deferBy: isWaiting ? '1s' : 0 })
      if (!isWaiting) await untilRunning(job)
      return { jobId: job.id, outcome: abort(job) }
    },
  },
]

function watch<R>(job: Job<R>, judge: (result: R) => Outcome): DemoJob {
  const outcome = job
    .result({ timeout: RESULT_TIMEOUT })
    .then(judge, (error: unknown) => unexpected(String(error)))
  return { jobId: job.id, outcome }
}

function watchFailure(job: Job, as: Expected, isMeant: (error: JobFailed) => boolean): DemoJob {
  const outcome = job.result({ timeout: RESULT_TIMEOUT }).then(odd, (error: unknown) => {
    return isJobFailed(error) && isMeant(error) ? ended(as) : unexpected(String(error))
  })
  return { jobId: job.id, outcome }
}

const isJobFailed = (error: unknown): error is JobFailed =>
  isArqError(error) && error.code === 'ARQ_JOB_FAILED'

async function abort(job: Job): Promise<Outcome> {
  try {
    if (!(await job.abort({ timeout: RESULT_TIMEOUT }))) return unexpected('could not be aborted')
    return odd(await job.result({ timeout: RESULT_TIMEOUT }))
  } catch (error) {
    const isAborted = isArqError(error) && error.code === 'ARQ_JOB_ABORTED'
    return isAborted ? ended('aborted') : unexpected(String(error))
  }
}

async function untilRunning(job: Job): Promise<void> {
  for await (const { status } of job.updates()) if (status === 'in_progress') return
}

const onSecondAttempt = (attempt: number): Outcome =>
  attempt === 2 ? ended('secondAttempt') : odd(attempt)

const odd = (result: unknown): Outcome => unexpected(`returned ${JSON.stringify(result)}`)
