import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { MOST_TRIES, MOST_TRIES_BYTES, type TryRecord, withTry } from '../src/job/job-tries.js'
import { jsonCodec } from '../src/wire/codec.js'
import { decodeJobMessage, type JobMessage } from '../src/wire/job-message.js'
import { triesOfWire, triesToWire } from '../src/wire/job-tries-codec.js'
import { encodeJobMessage } from '../src/wire/written-job.js'

const AT = '2026-01-01T00:00:00.000+00:00'
const tried = (jobTry: number, more: Partial<TryRecord> = {}): TryRecord => ({
  ...{ jobTry, startTime: AT, endTime: AT, workerId: 'w1', outcome: 'failed' },
  ...{ error: `Error: number ${String(jobTry)}`, deferUntil: AT },
  ...more,
})
/** After so many tries, each told of as it ends. */
const after = (count: number, more: Partial<TryRecord> = {}): readonly TryRecord[] =>
  Array.from({ length: count }, (_, index) => tried(index + 1, more)).reduce(withTry, [])
const bytesOf = (tries: readonly TryRecord[]): number =>
  new TextEncoder().encode(JSON.stringify(triesToWire(tries))).length

describe('the tries of a job', () => {
  it('are kept in their order, the last twenty of them', () => {
    expect(after(3).map(({ jobTry }) => jobTry)).toEqual([1, 2, 3])
    const many = after(50)
    expect(many).toHaveLength(MOST_TRIES)
    expect([many[0]?.jobTry, many.at(-1)?.jobTry]).toEqual([31, 50])
  })

  it('never take more than their bytes, whatever is in them: the newest stay', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 1500, size: 'max' })
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts), { maxLength: 25 }), (given) => {
        const tries = given
          .map(([error, workerId], index) => tried(index + 1, { error, workerId }))
          .reduce(withTry, [])
        expect(bytesOf(tries)).toBeLessThanOrEqual(MOST_TRIES_BYTES)
        expect(tries.map(({ jobTry }) => jobTry)).toEqual(
          given.map((_, index) => index + 1).slice(given.length - tries.length),
        )
      }),
    )
  })

  it('have their errors cut, between two characters', () => {
    const [one] = after(1, { error: '中'.repeat(1000) })
    expect(one?.error).toBe('中'.repeat(100))
    for (let before = 280; before < 300; before += 1) {
      const error = `${'x'.repeat(before)} amqp://user:hunter2@bank`
      expect(after(1, { error })[0]?.error).not.toContain('hu')
    }
  })

  it('come back from a message, and add nothing to one that has none', () => {
    const message: JobMessage = {
      ...{ jobId: 'j', function: 'f', args: [], kwargs: {}, jobTry: 3, enqueueTime: AT },
      ...{ startTime: AT, endTime: AT, status: 'retrying', error: undefined, queueName: 'q' },
      ...{ deferUntil: undefined, expires: AT },
    }
    const tries = [tried(1, { errorCode: 'ARQ_JOB_TIMEOUT', outcome: 'timedOut' }), tried(2)]
    const read = (body: Uint8Array) =>
      decodeJobMessage(body, jsonCodec, { queueName: 'q', nowMs: 0 }).tries
    expect(read(encodeJobMessage({ ...message, tries }, jsonCodec))).toEqual(tries)
    const plain = encodeJobMessage(message, jsonCodec)
    expect(new TextDecoder().decode(plain)).not.toContain('tries')
    expect(read(plain)).toBeUndefined()
  })

  it.each([[null], ['text'], [{}], [[]], [[null, 1, 'text', {}, { job_try: 'one' }]]])(
    'are none where %j stands for them',
    (value) => {
      expect(triesOfWire(value)).toBeUndefined()
    },
  )

  it('of somebody else are passed over where they are none, and bounded', () => {
    const odd = [...triesToWire([tried(1)]), { job_try: 2, outcome: 'exploded' }, null]
    expect(triesOfWire(odd)).toEqual([tried(1)])
    const long = triesToWire(Array.from({ length: 500 }, (_, index) => tried(index + 1)))
    expect(triesOfWire(long)?.map(({ jobTry }) => jobTry)).toEqual(
      Array.from({ length: MOST_TRIES }, (_, index) => 481 + index),
    )
  })
})
