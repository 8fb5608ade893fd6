import type {
  DeadLetterQueueView,
  DeadLettersView,
  LetterDetails,
  LetterGroupView,
  LetterView,
} from '../../../src/contract/index.js'
import { type Ago, HOUR, jobIdOf, MINUTE, steady } from './fake-data.js'

interface Reason {
  readonly fingerprint: string
  readonly task: string | null
  readonly errorType: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly count: number
  readonly lastAgo: number
}

/** By dead letter queue. */
export const REASONS: Readonly<Record<string, readonly Reason[]>> = {
  'default.dlq': [
    {
      fingerprint: 'a3f29c01',
      task: 'send_webhook',
      errorType: 'TimeoutError',
      errorCode: 'ARQ_MAX_RETRIES',
      errorMessage: 'no answer from hooks.partner.test within 30 s',
      count: 1_204,
      lastAgo: 40_000,
    },
    {
      fingerprint: '77be10d4',
      task: 'sync_customer',
      errorType: 'TypeError',
      errorCode: null,
      errorMessage: 'Cannot read properties of undefined (reading "email")',
      count: 38,
      lastAgo: 26 * MINUTE,
    },
    {
      fingerprint: '00000000',
      task: null,
      errorType: 'SerializationError',
      errorCode: 'ARQ_DECODE_FAILED',
      errorMessage: 'The message is unreadable: it is not JSON',
      count: 1,
      lastAgo: 9 * HOUR,
    },
  ],
  'billing.dlq': [
    {
      fingerprint: 'c0ffee12',
      task: 'charge_card',
      errorType: 'CardDeclined',
      errorCode: 'ARQ_JOB_FAILED',
      errorMessage: 'the bank says insufficient_funds',
      count: 12,
      lastAgo: 3 * HOUR,
    },
  ],
}

/** What lies there, less what was taken away. */
export function fakeLetters(
  query: Readonly<Record<string, string>>,
  gone: ReadonlySet<string>,
  ago: Ago,
): DeadLettersView {
  const { queue, error, each, limit } = query
  const queues = Object.entries(REASONS)
    .filter(([name]) => queue === undefined || name === queue || name === `${queue}.dlq`)
    .map(([name, reasons]): DeadLetterQueueView => {
      const left = reasons.filter(({ fingerprint }) => !gone.has(`${name} ${fingerprint}`))
      const meant = left.filter(({ fingerprint }) => error === undefined || fingerprint === error)
      const letters = meant.flatMap((reason) => lettersOf(reason, name, ago))
      return {
        name,
        total: sum(left),
        matched: sum(meant),
        groups: meant.map((reason) => groupOf(reason, ago)),
        ...(each && { letters: letters.slice(0, Number(limit ?? '500')) }),
      }
    })
  return { queues }
}

function sum(reasons: readonly Reason[]): number {
  return reasons.reduce((total, { count }) => total + count, 0)
}

function groupOf({ lastAgo, ...reason }: Reason, ago: Ago): LetterGroupView {
  return {
    ...reason,
    firstFailedAt: ago(lastAgo + 22 * HOUR),
    lastFailedAt: ago(lastAgo),
    overTime: Array.from({ length: 24 }, (_, part) => {
      const rise = part > 14 ? part - 13 : steady(part + reason.count) * 2
      return reason.count === 1 ? Number(part === 8) : Math.floor((rise * reason.count) / 90)
    }),
  }
}

function lettersOf(reason: Reason, queue: string, ago: Ago): readonly LetterView[] {
  return Array.from({ length: reason.count }, (_, index) => ({
    jobId: reason.task === null ? null : jobIdOf(10_000 + index),
    task: reason.task,
    queue: queue.replace('.dlq', ''),
    failedAt: ago(reason.lastAgo + index * 61_000),
    errorType: reason.errorType,
    errorCode: reason.errorCode,
    errorMessage: reason.errorMessage,
    category: 'retriable',
    workerId: 'mailer-7f3a1c',
    tries: 3,
    redrives: index % 9 === 4 ? 1 : 0,
    fingerprint: reason.fingerprint,
  }))
}

export function fakeLetter(queue: string, jobId: string, ago: Ago): readonly LetterDetails[] {
  const letters = Object.values(REASONS[queue] ?? {}).flatMap((reason) =>
    lettersOf(reason, queue, ago),
  )
  return letters
    .filter((letter) => letter.jobId === jobId)
    .slice(0, 1)
    .map((letter) => ({
      ...letter,
      deadLetterQueue: queue,
      args: [],
      kwargs: { url: 'https://hooks.partner.test/orders', order: 10_233, token: '[redacted]' },
      enqueueTime: ago(26 * HOUR),
      stack:
        'TimeoutError: no answer from hooks.partner.test within 30 s\n    at post (/app/dist/http/post.js:88:15)',
      contentType: 'application/json',
      headers: { 'x-retry-count': 2, 'x-error-category': 'retriable' },
    }))
}
