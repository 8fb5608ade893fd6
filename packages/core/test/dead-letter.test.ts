import { gunzipSync, gzipSync } from 'node:zlib'

import { describe, expect, it } from '@jest/globals'

import { type DeadLetter, jsonCodec, redrivenMessage } from '../src/index.js'
import { failureTime, isDeadLetter, redrivenHeaders } from '../src/internal.js'

const NOW_MS = Date.parse('2026-12-01T00:00:00Z')

const JOB = {
  job_id: 'order-7',
  function: 'charge',
  args: [42],
  kwargs: { currency: 'EUR' },
  job_try: 4,
  enqueue_time: '2026-11-22T10:00:00.000+00:00',
  start_time: '2026-11-22T10:00:05.000+00:00',
  end_time: '2026-11-22T10:00:06.000+00:00',
  status: 'retrying',
  error: 'Error: an earlier one',
  queue_name: 'orders',
  expires: '2026-11-22T11:00:00.000+00:00',
}

function letter(change: { job?: object; headers?: object } & Partial<DeadLetter> = {}): DeadLetter {
  const { job, headers, ...rest } = change
  return {
    queueName: 'orders.dlq',
    body: Buffer.from(JSON.stringify({ ...JOB, ...job })),
    headers: {
      'x-retry-count': 3,
      'x-client-delayed': 'true',
      'x-arq-unknown-since': '2026-11-22T10:20:00.000+00:00',
      'x-error-type': 'TypeError',
      'x-error-message': 'no such card',
      'x-error-category': 'non_retriable',
      'x-error-code': 'ARQ_JOB_FAILED',
      'x-error-stack': 'TypeError: no such card\n  at …',
      'x-failed-at': '2026-11-22T10:30:00.000+00:00',
      'x-job-id': 'order-7',
      'x-worker-id': 'w-1',
      'x-queue': 'orders-of-europe',
      traceparent: '00-abc',
      ...headers,
    },
    contentType: 'application/json',
    contentEncoding: undefined,
    priority: 5,
    replyTo: undefined,
    correlationId: 'order-7',
    ...rest,
  }
}

const bodyOf = ({ body }: { body: Uint8Array }): Record<string, unknown> =>
  JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>

describe('a redriven dead letter', () => {
  it('is a fresh enqueue of the same job: try 1, a later enqueue time, as long to live as at first', async () => {
    const redriven = await redrivenMessage(letter(), jsonCodec, NOW_MS)
    expect(bodyOf(redriven)).toMatchObject({
      job_id: 'order-7',
      function: 'charge',
      args: [42],
      kwargs: { currency: 'EUR' },
      job_try: 1,
      status: 'queued',
      enqueue_time: '2026-11-22T10:30:00.000+00:00',
      expires: '2026-12-01T01:00:00.000+00:00',
      queue_name: 'orders',
    })
    expect(redriven).toMatchObject({ kind: 'job', priority: 5, correlationId: 'order-7' })
  })

  it('lives as long as at first each time, however long it lay among the dead letters', async () => {
    const first = await redrivenMessage(letter(), jsonCodec, NOW_MS)
    const again = letter({
      job: bodyOf(first),
      headers: { ...first.headers, 'x-failed-at': '2026-12-01T00:10:00.000+00:00' },
    })
    const second = await redrivenMessage(again, jsonCodec, NOW_MS + 7_200_000)
    expect(bodyOf(second)).toMatchObject({
      enqueue_time: '2026-12-01T00:10:00.000+00:00',
      expires: '2026-12-01T03:00:00.000+00:00',
    })
  })

  it('begins without the tries of the life before', async () => {
    const tries = [{ job_try: 1, worker_id: 'w-1', outcome: 'failed', error: 'Error: once' }]
    const redriven = await redrivenMessage(letter({ job: { tries } }), jsonCodec, NOW_MS)
    expect(bodyOf(redriven)).not.toHaveProperty('tries')
  })

  it('goes to the queue that it failed in; a letter of Python’s, to the one that its body names', async () => {
    const ours = await redrivenMessage(letter(), jsonCodec, NOW_MS)
    const pythons = letter({ headers: { 'x-queue': undefined } })
    expect(ours.queueName).toBe('orders-of-europe')
    expect((await redrivenMessage(pythons, jsonCodec, NOW_MS)).queueName).toBe('orders')
  })

  it('keeps the sender’s headers and its history, and nothing of what made it a letter', async () => {
    const redriven = await redrivenMessage(letter(), jsonCodec, NOW_MS)
    expect(redriven.headers).toEqual({
      'x-retry-count': 0,
      'x-arq-redrives': 1,
      'x-arq-lifetime': 3_600_000,
      traceparent: '00-abc',
    })
    expect(bodyOf(redriven)).toMatchObject({
      error: 'TypeError: no such card',
      start_time: JOB.start_time,
      end_time: JOB.end_time,
    })
    expect(isDeadLetter(redriven.headers)).toBe(false)
    expect(redrivenHeaders(redriven.headers)['x-arq-redrives']).toBe(2)
  })

  it('is the same enqueue for every copy of one letter, whenever it is made', async () => {
    const one = await redrivenMessage(letter(), jsonCodec, NOW_MS)
    const other = await redrivenMessage(letter(), jsonCodec, NOW_MS + 60_000)
    expect(bodyOf(other)['enqueue_time']).toBe(bodyOf(one)['enqueue_time'])
    expect(other.messageId).not.toBe(one.messageId)
  })

  it.each<[unknown, string]>([
    ['2026-11-22T09:59:00.000+00:00', 'before the enqueue, by another clock'],
    ['yesterday', 'no moment'],
    [17, 'no text'],
    [undefined, 'missing'],
  ])('is later than the enqueue that failed, though it says it failed at %p: %s', async (at) => {
    const redriven = await redrivenMessage(
      letter({ headers: { 'x-failed-at': at } }),
      jsonCodec,
      NOW_MS,
    )
    expect(bodyOf(redriven)['enqueue_time']).toBe('2026-11-22T10:00:00.001+00:00')
  })

  it('lives for a minute at least, and for ever when the job did', async () => {
    const shortLived = letter({ job: { expires: '2026-11-22T09:00:00.000+00:00' } })
    const redriven = await redrivenMessage(shortLived, jsonCodec, NOW_MS)
    expect(bodyOf(redriven)['expires']).toBe('2026-12-01T00:01:00.000+00:00')
    const endless = await redrivenMessage(letter({ job: { expires: null } }), jsonCodec, NOW_MS)
    expect(bodyOf(endless)['expires']).toBeNull()
  })

  it('travels compressed when the letter did', async () => {
    const packed = letter({
      body: gzipSync(JSON.stringify(JOB)),
      contentEncoding: 'gzip',
    })
    const redriven = await redrivenMessage(packed, jsonCodec, NOW_MS)
    expect(redriven.contentEncoding).toBe('gzip')
    expect(JSON.parse(gunzipSync(redriven.body).toString())).toMatchObject({ job_try: 1 })
  })

  it('is refused when the letter is not a job', async () => {
    const broken = letter({ body: Buffer.from('{not json') })
    await expect(redrivenMessage(broken, jsonCodec, NOW_MS)).rejects.toMatchObject({
      code: 'ARQ_DECODE_FAILED',
    })
  })
})

describe('the time of a failure', () => {
  it('is later than the enqueue, whatever the clock says', () => {
    const enqueueTime = '2026-11-22T10:30:00.000+00:00'
    expect(failureTime(undefined, NOW_MS)).toBe('2026-12-01T00:00:00.000+00:00')
    expect(failureTime(enqueueTime, NOW_MS)).toBe('2026-12-01T00:00:00.000+00:00')
    expect(failureTime(enqueueTime, 0)).toBe('2026-11-22T10:30:00.001+00:00')
  })
})
