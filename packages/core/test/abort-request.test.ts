import { describe, expect, it } from '@jest/globals'

import { type AbortRequest, decodeAbort, encodeAbort, isAbortOf } from '../src/internal.js'

const NOON_MS = Date.UTC(2026, 0, 1, 12)
const NOON = '2026-01-01T12:00:00.000+00:00'
const LATER = '2026-01-01T12:00:00.001+00:00'

const request = (change: Partial<AbortRequest> = {}): AbortRequest => ({
  jobId: 'one',
  enqueueTime: undefined,
  notAfterMs: undefined,
  replyTo: undefined,
  ...change,
})

describe('a request for an abort', () => {
  it.each([
    ['one enqueue', request({ enqueueTime: NOON }), { enqueueTime: NOON }],
    ['an id until a moment', request({ notAfterMs: NOON_MS }), { notAfter: NOON }],
    ['an id', request(), {}],
    ['one that is answered', request({ replyTo: 'box' }), { replyTo: 'box' }],
  ])('travels: %s', (_words, sent, fields) => {
    const signal = encodeAbort(sent)
    expect(signal).toEqual({ kind: 'abort', jobId: 'one', ...fields })
    expect(decodeAbort(signal)).toEqual(sent)
  })

  it.each([
    ['another signal', { kind: 'pause', jobId: 'one' }],
    ['one without an id', { kind: 'abort' }],
    ['one whose limit cannot be read', { kind: 'abort', jobId: 'one', notAfter: 'soon' }],
    ['one whose limit is no text', { kind: 'abort', jobId: 'one', notAfter: NOON_MS }],
  ])('is none: %s', (_words, signal) => {
    expect(decodeAbort(signal)).toBeUndefined()
  })

  it.each([
    ['its one enqueue', request({ enqueueTime: NOON }), true],
    ['another enqueue of the id', request({ enqueueTime: LATER }), false],
    ['another id', request({ jobId: 'two' }), false],
    ['every job of the id', request(), true],
    ['a job of the moment that limits it', request({ notAfterMs: NOON_MS }), true],
    ['a later job', request({ notAfterMs: NOON_MS - 1 }), false],
  ])('knows whether it is about a job: %s', (_words, about, isAbout) => {
    expect(isAbortOf({ jobId: 'one', enqueueTime: NOON }, about)).toBe(isAbout)
  })
})
