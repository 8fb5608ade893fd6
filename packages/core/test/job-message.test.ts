import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { localizedMessage } from '../src/errors/arq-error.js'
import { parseInstant } from '../src/time/instant.js'
import { jsonCodec } from '../src/wire/codec.js'
import { decodeJobMessage, type JobMessage, newJobId } from '../src/wire/job-message.js'
import { decodeJobRecord } from '../src/wire/job-record-codec.js'
import { encodeJobMessage } from '../src/wire/written-job.js'

const NOW_MS = Date.UTC(2026, 10, 22)
const decode = (body: Uint8Array) =>
  decodeJobMessage(body, jsonCodec, { queueName: 'fallback', nowMs: NOW_MS })
const decodeObject = (wire: unknown) => decode(Buffer.from(JSON.stringify(wire)))

interface Sample {
  readonly case: string
  readonly job_id: string
  readonly messages: readonly {
    readonly properties: { readonly headers?: Readonly<Record<string, unknown>> }
    readonly body?: string
    readonly body_base64?: string
  }[]
  readonly redis_after: Readonly<Record<string, { readonly value?: string | null }>>
}

const samplesDir = join(dirname(fileURLToPath(import.meta.url)), 'wire-samples')
const samples = new Map<string, Sample>()
for (const file of await readdir(samplesDir)) {
  if (file === 'declared.json') continue
  const text = await readFile(join(samplesDir, file), 'utf8')
  samples.set(file.replace('.json', ''), JSON.parse(text) as Sample)
}
const bodiesOf = ({ messages }: Sample) =>
  messages.map(({ body, body_base64: base64 }) =>
    base64 === undefined ? Buffer.from(body!) : Buffer.from(base64, 'base64'),
  )

const WIRE_KEYS = [
  'job_id',
  'function',
  'args',
  'kwargs',
  'job_try',
  'enqueue_time',
  'start_time',
  'end_time',
  'status',
  'result',
  'error',
  'queue_name',
  'defer_until',
  'expires',
]

const UNREADABLE: Readonly<Record<string, string>> = {
  'not-json': 'not_json',
  'not-utf8': 'not_utf8',
  'json-array': 'not_a_job',
  'missing-function': 'not_a_job',
}

describe('messages of the Python library', () => {
  it('are all here', () => {
    expect(samples.size).toBe(20)
  })

  it.each([...samples.values()].filter((sample) => UNREADABLE[sample.case] === undefined))(
    'are read: $case',
    (sample) => {
      for (const body of bodiesOf(sample)) {
        const wire = JSON.parse(body.toString()) as Record<string, unknown>
        const message = decode(body)
        expect(message).toMatchObject({
          jobId: sample.job_id,
          function: wire['function'],
          args: wire['args'] ?? [],
          kwargs: wire['kwargs'] ?? {},
          jobTry: wire['job_try'] ?? 1,
          queueName: 'wire',
          status: wire['status'] ?? 'queued',
        })
        for (const [key, value] of [
          ['expires', message.expires],
          ['defer_until', message.deferUntil],
          ['error', message.error],
          ['start_time', message.startTime],
          ['end_time', message.endTime],
        ] as const) {
          expect(value).toBe(wire[key] ?? undefined)
        }
      }
    },
  )

  it.each([...samples.values()].filter((sample) => UNREADABLE[sample.case] !== undefined))(
    'are refused with the right reason: $case',
    (sample) => {
      for (const body of bodiesOf(sample)) {
        expect(() => decode(body)).toThrow(
          expect.objectContaining({
            code: 'ARQ_DECODE_FAILED',
            details: { reason: UNREADABLE[sample.case] },
          }),
        )
      }
    },
  )

  it('come out as they went in, key for key and value for value', () => {
    for (const sample of samples.values()) {
      if (UNREADABLE[sample.case] !== undefined || sample.case === 'extra-keys-minimal') continue
      for (const body of bodiesOf(sample)) {
        const again = jsonCodec.decode(encodeJobMessage(decode(body), jsonCodec))
        const wire = jsonCodec.decode(body) as Record<string, unknown>
        expect(again).toMatchObject(wire)
        // What the Python library leaves out is written as it would write it.
        expect(Object.keys(again as object).sort()).toEqual([...WIRE_KEYS].sort())
      }
    }
  })

  it('have a count of tries in the header that is one less than in the body', () => {
    const first = samples.get('retry-then-ok')!
    for (const [index, { properties }] of first.messages.entries()) {
      const { jobTry } = decode(bodiesOf(first)[index]!)
      expect(properties.headers?.['x-retry-count']).toBe(jobTry - 1)
    }
  })

  const records = [...samples.values()].flatMap((sample) =>
    Object.entries(sample.redis_after).flatMap(([key, { value }]) =>
      key.includes(':result:') && typeof value === 'string' ? [{ case: sample.case, value }] : [],
    ),
  )

  it('left a record for each job that was one', () => {
    expect(records).toHaveLength(samples.size - Object.keys(UNREADABLE).length)
  })

  it.each(records)('leave records that can be read: $case', ({ value }) => {
    const stored = JSON.parse(value) as Record<string, unknown>
    const record = decodeJobRecord(value)
    expect(record).toMatchObject({
      jobId: stored['job_id'],
      status: stored['status'],
      functionName: stored['function_name'],
      args: stored['args'],
      kwargs: stored['kwargs'],
      workerId: stored['worker_id'],
      queueName: stored['queue_name'],
      retryCount: stored['retry_count'],
      startTime: stored['start_time'],
      createdAt: stored['created_at'],
    })
    expect(record.error).toBe(stored['error'] ?? undefined)
    expect(record.expiresAt).toBe(stored['expires_at'] ?? undefined)
    if (record.status === 'completed') expect(record.result).toEqual(stored['result'])
    if (typeof stored['duration'] === 'number') {
      expect(record.durationMs).toBeCloseTo(stored['duration'] * 1000)
    }
  })
})

describe('a job message', () => {
  const moment = fc
    .integer({ min: 0, max: Date.UTC(2200, 0) })
    .map((ms) => new Date(ms).toISOString().replace('Z', '+00:00'))
  const safeJson = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'))
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const someText = fc.string({ minLength: 1 })
  const anyMessage: fc.Arbitrary<JobMessage> = fc.record({
    jobId: someText,
    function: someText,
    args: fc.array(safeJson),
    kwargs: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      safeJson,
      { noNullPrototype: true },
    ),
    jobTry: fc.integer({ min: 1 }),
    enqueueTime: moment,
    startTime: maybe(moment),
    endTime: maybe(moment),
    status: fc.constantFrom('queued', 'retrying', 'failed'),
    error: maybe(someText),
    queueName: someText,
    deferUntil: maybe(moment),
    expires: maybe(moment),
  })

  it('arrives as it was sent', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const arrived = decode(encodeJobMessage(message, jsonCodec))
        expect(JSON.stringify(arrived)).toBe(JSON.stringify(message))
      }),
    )
  })

  it('needs no more than its function', () => {
    const message = decodeObject({ function: 'f' })
    expect(message).toMatchObject({
      function: 'f',
      args: [],
      kwargs: {},
      jobTry: 1,
      queueName: 'fallback',
      status: 'queued',
      expires: undefined,
    })
    expect(message.jobId).toMatch(/^[0-9a-f]{32}$/)
    expect(parseInstant(message.enqueueTime)).toBe(NOW_MS)
  })

  it('has its own id each time', () => {
    expect(new Set(Array.from({ length: 100 }, newJobId)).size).toBe(100)
  })

  it.each([
    [{}, 'function is missing'],
    [{ function: '' }, 'function is missing'],
    [{ function: 5 }, 'function is a number, not text'],
    [{ function: 'f', job_id: 5 }, 'job_id is a number, not text'],
    [{ function: 'f', args: {} }, 'args is an object, not a list'],
    [{ function: 'f', kwargs: [] }, 'kwargs is a list, not an object'],
    [{ function: 'f', job_try: 0 }, 'job_try is a number, not a whole number from 1'],
    [{ function: 'f', job_try: '2' }, 'job_try is a string, not a whole number from 1'],
    [{ function: 'f', job_try: 1.5 }, 'job_try is a number, not a whole number from 1'],
    [{ function: 'f', expires: 'soon' }, 'expires is a string, not an ISO 8601 moment'],
    [{ function: 'f', defer_until: 5 }, 'defer_until is a number, not text'],
    [[1], 'it is a list, not an object'],
    ['text', 'it is a string, not an object'],
    [null, 'it is null, not an object'],
  ])('is refused when it is %j', (wire, words) => {
    expect(() => decodeObject(wire)).toThrow(`The message is unreadable: ${words}`)
  })

  it.each([
    [{ function: 'f', args: {} }, '消息无法读取：args 应为“列表”，实际为“对象”'],
    [{ function: 'f', job_try: 0 }, '消息无法读取：job_try 应为“不小于 1 的整数”，实际为“数字”'],
    [[1], '消息无法读取：应为对象，实际为“列表”'],
  ])('is refused in Chinese, too, when it is %j', (wire, words) => {
    let thrown: unknown
    try {
      decodeObject(wire)
    } catch (error) {
      thrown = error
    }
    expect(localizedMessage(thrown, 'zh-CN')).toBe(words)
  })

  it('takes an unknown status for queued: nobody decides by it', () => {
    expect(decodeObject({ function: 'f', status: 'whatever' }).status).toBe('queued')
  })
})
