import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { describe, expect, it } from '@jest/globals'

import { classifyError } from '../src/errors/error-classification.js'
import { JobTimeout, MaxRetriesExceeded, Retry } from '../src/errors/job-errors.js'

const NOW_MS = Date.UTC(2026, 0, 1)
const classify = (thrown: unknown) => classifyError(thrown, NOW_MS)
const withProperties = (properties: object, error = new Error('x')) =>
  Object.assign(error, properties)
const caught = (work: () => Promise<unknown>) => work().catch((error: unknown) => error)

describe('an error that may go away by itself', () => {
  it('is a failed fetch: a TypeError whose cause is the refused connection', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const error = await caught(() => fetch(`http://127.0.0.1:${String(port)}/`))
    expect(error).toMatchObject({ name: 'TypeError' })
    expect(classify(error).isTransient).toBe(true)
  })

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'ETIMEDOUT',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_SOCKET',
  ])('has the code %s', (code) => {
    expect(classify(withProperties({ code })).isTransient).toBe(true)
  })

  it('is one of the parts of an AggregateError, or deep down a chain of causes', () => {
    const refused = withProperties({ code: 'ECONNREFUSED' })
    const parts = new AggregateError([new Error('a'), refused])
    expect(classify(parts).isTransient).toBe(true)
    const deep = new Error('a', { cause: new Error('b', { cause: parts }) })
    expect(classify(deep).isTransient).toBe(true)
  })

  it('is named TimeoutError, as AbortSignal.timeout names it', () => {
    expect(classify(withProperties({ name: 'TimeoutError' })).isTransient).toBe(true)
    expect(classify(new DOMException('late', 'TimeoutError')).isTransient).toBe(true)
  })

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('has the HTTP status %d', (status) => {
    expect(classify(withProperties({ status })).isTransient).toBe(true)
    expect(classify(withProperties({ statusCode: status })).isTransient).toBe(true)
    expect(classify(withProperties({ response: { status } })).isTransient).toBe(true)
  })

  it.each<[string, object, number | undefined]>([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['a number', { 'retry-after': 2 }, 2000],
    ['a date', { 'retry-after': new Date(NOW_MS + 30_000).toUTCString() }, 30_000],
    ['a date in the past', { 'retry-after': new Date(NOW_MS - 1000).toUTCString() }, 0],
    ['Headers of fetch', new Headers({ 'Retry-After': '7' }), 7000],
    ['a date as RFC 850 wrote it', { 'retry-after': 'Thursday, 01-Jan-26 00:00:09 GMT' }, 9000],
    ['a date of asctime', { 'retry-after': 'Thu Jan  1 00:00:09 2026' }, 9000],
    ['seconds with blanks around', { 'retry-after': ' 5 ' }, 5000],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['nonsense with a number, which Date takes for a year', { 'retry-after': 'in 5' }, undefined],
    ['an empty text', { 'retry-after': '' }, undefined],
    ['a number that is none', { 'retry-after': '0x10' }, undefined],
    ['seconds below zero', { 'retry-after': '-5' }, undefined],
    ['ten thousand years', { 'retry-after': '315576000000' }, undefined],
    ['nothing', {}, undefined],
  ])('says when to come back: Retry-After as %s', (_words, headers, retryAfterMs) => {
    const onResponse = withProperties({ response: { status: 503, headers } })
    expect(classify(onResponse)).toEqual({ isTransient: true, retryAfterMs })
    expect(classify(withProperties({ status: 429, headers }))).toEqual({
      isTransient: true,
      retryAfterMs,
    })
  })

  it('is one of ours that says so', () => {
    expect(classify(new Retry()).isTransient).toBe(true)
  })
})

describe('a final error', () => {
  it.each<[string, unknown]>([
    ['a plain Error', new Error('x')],
    ['a TypeError without such a cause', new TypeError('x is not a function')],
    ['EACCES', withProperties({ code: 'EACCES' })],
    ['EPERM', withProperties({ code: 'EPERM' })],
    ['ENOENT', withProperties({ code: 'ENOENT' })],
    ['a numeric code', withProperties({ code: 500 })],
    ['status 400', withProperties({ status: 400 })],
    ['status 401', withProperties({ status: 401 })],
    ['status 403', withProperties({ response: { status: 403 } })],
    ['status 200', withProperties({ status: 200 })],
    ['status 999', withProperties({ status: 999 })],
    ['a job timeout', new JobTimeout({ jobId: 'j', timeoutMs: 5 })],
    ['MaxRetriesExceeded', new MaxRetriesExceeded({ runs: 4, lastError: 'x' })],
    [
      'MaxRetriesExceeded whose cause was transient',
      new MaxRetriesExceeded({
        runs: 4,
        lastError: 'x',
        cause: withProperties({ code: 'ETIMEDOUT' }),
      }),
    ],
    ['undefined', undefined],
    ['null', null],
    ['a text', 'ECONNREFUSED'],
    ['a number', 503],
  ])('is %s', (_words, thrown) => {
    expect(classify(thrown)).toEqual({ isTransient: false })
  })

  it('is one whose causes go round in a circle', () => {
    const one = new Error('one')
    const two = new Error('two', { cause: one })
    one.cause = two
    expect(classify(one)).toEqual({ isTransient: false })
  })

  it('is one with endless causes, which are not followed without end', () => {
    const endless = (): object => ({
      get cause() {
        return endless()
      },
    })
    expect(classify(endless())).toEqual({ isTransient: false })
  })
})
