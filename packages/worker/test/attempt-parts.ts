import { randomUUID } from 'node:crypto'

import { type AnyTask, type Clock, type Delivery, jsonCodec } from '@arq/core'
import type { JobMessage } from '@arq/core/internal'

import { type Attempt, newAttempt } from '../src/run/attempt.js'
import type { RunPolicy } from '../src/settings/run-policy.js'

const JOB: JobMessage = {
  jobId: 'job-1',
  function: 'task',
  args: [],
  kwargs: {},
  jobTry: 1,
  enqueueTime: '2026-01-01T00:00:00.000+00:00',
  startTime: undefined,
  endTime: undefined,
  status: 'queued',
  error: undefined,
  queueName: 'default',
  deferUntil: undefined,
  expires: undefined,
}

const POLICY: RunPolicy = {
  timeoutMs: 1000,
  maxRetries: 3,
  backoffMs: 5000,
  jitter: 0,
  retryOn: 'transient',
  retryIf: undefined,
  resultTtl: 60_000,
  isKeyed: false,
}

/** A delivery that notes how it is settled. */
export function deliveryOf(body: Uint8Array, noted: string[], change: Partial<Delivery> = {}) {
  return {
    queueName: 'default',
    body,
    headers: {},
    messageId: randomUUID(),
    contentType: 'application/json',
    contentEncoding: undefined,
    priority: undefined,
    replyTo: undefined,
    correlationId: 'job-1',
    redelivered: false,
    isStale: false,
    ack: () => void noted.push('ack'),
    nack: ({ requeue }) => void noted.push(requeue ? 'requeue' : 'drop'),
    ...change,
  } satisfies Delivery
}

/** An attempt of a job, apart from any queue. */
export function attemptOf(
  clock: Clock,
  noted: string[],
  {
    delivery,
    message,
    task,
  }: Partial<{ delivery: Partial<Delivery>; message: Partial<JobMessage>; task: AnyTask }> = {},
): Attempt {
  return newAttempt(
    {
      delivery: deliveryOf(Buffer.from('{}'), noted, delivery),
      message: { ...JOB, ...message },
      codec: jsonCodec,
      sent: undefined,
      task,
      policy: POLICY,
    },
    clock,
  )
}
