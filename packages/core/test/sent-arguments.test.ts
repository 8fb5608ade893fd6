import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { JobRecord } from '../src/job/job.js'
import { jsonCodec } from '../src/wire/codec.js'
import { type JobMessage, readJob } from '../src/wire/job-message.js'
import {
  decodeJobRecord,
  encodeJobRecord,
  encodeJobRecordWith,
} from '../src/wire/job-record-codec.js'
import { readJobText } from '../src/wire/job-text.js'
import { encodeJobMessage, writeJob } from '../src/wire/written-job.js'

const AT = '2026-01-01T00:00:00.000+00:00'
const DEFAULTS = { queueName: 'default', nowMs: 0 }

const messageOf = (change: Partial<JobMessage> = {}): JobMessage => ({
  jobId: 'j1',
  function: 'f',
  args: [],
  kwargs: {},
  jobTry: 1,
  enqueueTime: AT,
  startTime: undefined,
  endTime: undefined,
  status: 'queued',
  error: undefined,
  queueName: 'default',
  deferUntil: undefined,
  expires: AT,
  ...change,
})
const recordOf = ({ args, kwargs }: Pick<JobMessage, 'args' | 'kwargs'>): JobRecord => ({
  jobId: 'j1',
  status: 'completed',
  functionName: 'f',
  args,
  kwargs,
  queueName: 'default',
  enqueueTime: AT,
  token: 't1',
  retryCount: 0,
  workerId: 'w1',
  startTime: AT,
  endTime: AT,
  durationMs: 1500,
  result: { ok: true },
  createdAt: AT,
})
const read = (body: Uint8Array) => readJob(body, jsonCodec, DEFAULTS)
const bytes = (text: string) => Buffer.from(text)
const textOf = (message: JobMessage) => Buffer.from(encodeJobMessage(message, jsonCodec)).toString()
const isAscii = (body: Uint8Array) => body.every((byte) => byte < 0x80)

// With lone surrogates, quotes, backslashes, control characters, the names of our keys, and numbers at their limits.
const someText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    ',"args":',
    ',"kwargs":{}}',
    '\\',
    '\ud800',
    '\u2028',
    '电子邮件',
    '/',
    '\\u0041',
  ),
)
const someKey = someText.filter((key) => key !== '__proto__')
const { value: someValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    someText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(-0, null, true, false, [], {}, '__proto__'),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(someKey, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const someArguments = fc.oneof(
  fc.record({ args: fc.array(someValue), kwargs: fc.constant({}) }),
  fc.record({
    args: fc.constant([]),
    kwargs: fc.dictionary(someKey, someValue, { noNullPrototype: true }),
  }),
  fc.record({
    args: fc.array(someValue),
    kwargs: fc.dictionary(someKey, someValue, { noNullPrototype: true }),
  }),
)
const someMessage = fc
  .record({ given: someArguments, jobId: someKey, function: someKey, error: someText })
  .filter((some) => some.function !== '' && some.jobId !== '')
  .map(({ given, ...head }) => messageOf({ ...given, ...head }))

describe('the arguments of a job that was written', () => {
  it('are copied into the record that would have been written of the values', () => {
    fc.assert(
      fc.property(someMessage, (message) => {
        const { body, sent } = writeJob(message, jsonCodec)
        expect(Buffer.compare(encodeJobMessage(message, jsonCodec), body)).toBe(0)
        const record = recordOf(message)
        expect(encodeJobRecordWith(record, sent)).toBe(encodeJobRecord(record))
        expect(sent.isText).toBe(isAscii(body))
      }),
    )
  })

  it('stay what they were, whatever their owner does with the values', () => {
    const order = { items: ['a', 'b'] }
    const message = messageOf({ args: [order] })
    const { sent } = writeJob(message, jsonCodec)
    order.items.length = 0
    const record = decodeJobRecord(encodeJobRecordWith(recordOf(message), sent))
    expect(record.args).toEqual([{ items: ['a', 'b'] }])
    expect(sent.read()).toEqual({ args: [{ items: ['a', 'b'] }], kwargs: {} })
    const { message: next } = read(encodeJobMessage({ ...message, jobTry: 2 }, jsonCodec, sent))
    expect(next).toMatchObject({ jobTry: 2, args: [{ items: ['a', 'b'] }] })
  })

  it('are written by the codec alone where their own toJSON comes to nothing', () => {
    const args = Object.assign([1], { toJSON: () => undefined })
    const kwargs = { a: 1, args: [2] }
    const message = messageOf({ args, kwargs })
    const { body, sent } = writeJob(message, jsonCodec)
    expect(sent.text).toBeUndefined()
    expect(read(body).message).toMatchObject({ args: [], kwargs })
    const record = decodeJobRecord(encodeJobRecordWith(recordOf(message), sent))
    expect(record).toMatchObject({ status: 'completed', args: [], kwargs })
  })

  it('go by their values where another codec wrote them', () => {
    const reversed = {
      ...jsonCodec,
      contentType: 'application/x-reversed',
      encode: (value: unknown) => Buffer.from(jsonCodec.encode(value)).reverse(),
      decode: (body: Uint8Array) => jsonCodec.decode(Buffer.from(body).reverse()),
    }
    const args = [{ a: 1 }]
    const message = messageOf({ args })
    const { body, sent } = writeJob(message, reversed)
    expect(readJob(body, reversed, DEFAULTS).sent.text).toBeUndefined()
    args[0]!.a = 2
    expect(sent.read().args).toEqual([{ a: 1 }])
    const next = encodeJobMessage({ ...message, jobTry: 2 }, reversed, sent)
    expect(readJob(next, reversed, DEFAULTS).message).toMatchObject({ jobTry: 2, args: [{ a: 1 }] })
  })
})

describe('the arguments of a job that came', () => {
  it('are copied into the record that would have been written of the values', () => {
    const copied = new Set<boolean>()
    fc.assert(
      fc.property(someMessage, (message) => {
        const { message: arrived, sent } = read(encodeJobMessage(message, jsonCodec))
        const record = recordOf(arrived)
        expect(encodeJobRecordWith(record, sent)).toBe(encodeJobRecord(record))
        expect(JSON.stringify(sent.read())).toBe(
          JSON.stringify({ args: arrived.args, kwargs: arrived.kwargs }),
        )
        copied.add(sent.isText)
      }),
      { examples: [[messageOf({ args: ['e'] })], [messageOf({ args: ['é'] })]] },
    )
    expect(copied).toEqual(new Set([true, false]))
  })

  it.each([
    ['by position', { args: ['x', { a: [1.5, '"'] }] }],
    ['by name', { kwargs: { to: 'x', '"': '\\' } }],
    ['none', {}],
    ['of 1 MB', { args: ['e'.repeat(1_000_000)] }],
  ])('are copied: %s', (_words, change) => {
    const message = messageOf(change)
    const { sent } = read(encodeJobMessage(message, jsonCodec))
    expect(sent.text).toBe(
      `"args":${JSON.stringify(message.args)},"kwargs":${JSON.stringify(message.kwargs)}`,
    )
  })

  it.each([
    ['of others than ASCII', { args: ['电子邮件'] }, ''],
    ['behind others than ASCII', { args: ['x'], jobId: 'é' }, ''],
    ['behind a byte order mark', { args: ['x'] }, '\ufeff'],
  ])('are not copied: %s', (_words, change, before) => {
    const body = bytes(before + textOf(messageOf(change)))
    const { message, sent } = read(body)
    expect(message).toMatchObject(change)
    expect(sent.text).toBeUndefined()
  })

  const HEAD = '{"job_id":"j1","function":"f"'
  it.each([
    [
      'Python’s, which are not the last',
      '{"function": "f", "args": [1], "kwargs": {}, "job_try": 1}',
    ],
    ['an older client’s', '{"job_id":"j1","function":"f","args":[1],"kwargs":{},"job_try":1}'],
    ['of both kinds', `${HEAD},"args":[1],"kwargs":{"a":1}}`],
    ['with a key that is dropped', `${HEAD},"args":[{"__proto__":1}],"kwargs":{}}`],
    ['with the same in escapes', `${HEAD},"args":[{"\\u005f_proto__":1}],"kwargs":{}}`],
    ['with escapes that JSON does not need', `${HEAD},"args":["\\u00e9"],"kwargs":{}}`],
    ['with escaped slashes', `${HEAD},"args":["a\\/b"],"kwargs":{}}`],
    ['on several lines', `${HEAD},"args":[1,\n2],"kwargs":{}}`],
    ['with something behind the brace', `${HEAD},"args":[1],"kwargs":{}} `],
    ['nested in others', `{"function":"f","kwargs":{"a":1,"args":[2],"kwargs":{}}}`],
    ['with another member among them', `${HEAD},"args":[1],"status":"failed","x":[1],"kwargs":{}}`],
    ['with another member behind them', `${HEAD},"args":[],"kwargs":{},"status":"failed"}`],
    ['twice', `${HEAD},"args":[1],"kwargs":{},"args":[2],"kwargs":{}}`],
    ['with nothing before them', '{,"args":[1],"kwargs":{}}'],
    ['that are no list', `${HEAD},"args":{},"kwargs":{}}`],
    ['that are no object', `${HEAD},"args":[],"kwargs":[]}`],
    ['absent', '{"function":"f"}'],
    ['in a text', `{"function":"f","error":"x,\\"args\\":[1],\\"kwargs\\":{}}"}`],
  ])('are not copied: %s', (_words, text) => {
    expect(readJobText(text)).toBeUndefined()
  })

  it('may say the same key twice: the last one counts, as ever', () => {
    const text = '{"function":"f","args":7,"x":1,"function":"g","args":[1],"kwargs":{}}'
    expect(readJobText(text)).toBeUndefined()
    const double = '{"function":"f","kwargs":7,"function":"g","args":[1],"kwargs":{}}'
    expect(readJobText(double)?.wire).toEqual(JSON.parse(double))
  })

  // What somebody may send who knows how we look for them.
  const token = fc.constantFrom(
    ...[
      ',"args":',
      ',"kwargs":',
      ',"kwargs":{}}',
      ',"args":[],"kwargs":',
      '[1]',
      '[',
      ']',
      '{',
      '}',
    ],
    ...['"', '\\', ',', ':', ' ', '\n', '1', '-0', '1e999', '"a"', '"a":', '{}', '{"a":1}', 'null'],
    ...[
      '"status":"failed"',
      '"job_id":"other"',
      ',"status":"failed"',
      '"__proto__":1',
      '\\u0022',
      '\ufeff',
    ],
  )
  const tokens = fc.array(token, { maxLength: 12 }).map((parts) => parts.join(''))
  const end = fc.constantFrom('', '}', ',"kwargs":{}}', ',"args":[],"kwargs":{}}')
  const forged = fc
    .tuple(fc.constantFrom(HEAD, '{', '{"function":"f"', ''), tokens, end)
    .map((parts) => parts.join(''))
  const tampered = fc
    .tuple(someMessage, fc.nat(), fc.nat({ max: 40 }), token)
    .map(([message, place, length, inserted]) => {
      const text = textOf(message)
      const at = place % text.length
      return text.slice(0, at) + inserted + text.slice(at + length)
    })

  it.each([
    ['forged', forged],
    ['tampered with', tampered],
  ])('put nothing but arguments into a record, whoever wrote them: %s', (_words, someBody) => {
    let copied = 0
    fc.assert(
      fc.property(someBody, (given) => {
        // A cut may have gone through a character.
        const body = bytes(given)
        const parts = readJobText(body.toString())
        if (!parts) return
        const wire = JSON.parse(body.toString()) as JobMessage
        expect(parts.wire).toEqual(wire)
        const job = readable(body)
        if (job?.sent.isText !== true) return
        const { args, kwargs } = wire
        expect(job.message).toMatchObject({ args, kwargs })
        const record = recordOf(messageOf())
        const stored = encodeJobRecordWith(record, job.sent)
        const asEver = JSON.parse(encodeJobRecord(record)) as object
        expect(JSON.parse(stored)).toEqual({ ...asEver, args, kwargs })
        expect(stored).not.toContain('\n')
        copied += 1
      }),
      { numRuns: 2000, examples: [[`${HEAD},"args":[1],"kwargs":{}}`]] },
    )
    expect(copied).toBeGreaterThan(0)
  })
})

/** `undefined` for what is no job for another reason. */
function readable(body: Uint8Array) {
  try {
    return read(body)
  } catch {
    return undefined
  }
}
