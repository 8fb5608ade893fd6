import { JobExpired, MaxRetriesExceeded, Retry, type Transport } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { decideOutcome, type RunResult } from '../src/run/outcome.js'
import type { RunPolicy } from '../src/settings/run-policy.js'

const POLICY: RunPolicy = {
  timeoutMs: 1000,
  maxRetries: 3,
  backoffMs: 5000,
  jitter: 0,
  retryOn: 'transient',
  retryIf: undefined,
  resultTtl: 0,
  isKeyed: false,
}

const DELAYS = { grainMs: 1, longestMs: 86_400_000 }

function outcomeOf(run: RunResult, { jobTry = 1, delays = true, ...policy }: Circumstances = {}) {
  const transport = {
    description: 'test',
    capabilities: { delay: delays ? DELAYS : undefined, broadcast: true, replyPush: true },
  }
  return decideOutcome(run, {
    jobTry,
    policy: { ...POLICY, ...policy },
    transport: transport satisfies Pick<Transport, 'description' | 'capabilities'>,
    nowMs: Date.UTC(2026, 0, 1),
    random: () => 0.5,
  })
}

interface Circumstances extends Partial<RunPolicy> {
  readonly jobTry?: number
  readonly delays?: boolean
}

const threw = (error: unknown): RunResult => ({ kind: 'threw', error })
const refused = (): Error => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })

describe('the outcome of a run', () => {
  it('that returned is completed', () => {
    expect(outcomeOf({ kind: 'returned', value: 7 })).toEqual({ kind: 'completed', result: 7 })
  })

  it('that was aborted is aborted, and of one that a stop interrupted, the job goes back', () => {
    expect(outcomeOf({ kind: 'aborted' })).toEqual({ kind: 'aborted' })
    expect(outcomeOf({ kind: 'interrupted' })).toEqual({ kind: 'handBack' })
  })

  it('that asked for another run is a retry after the delay it names, else after the back-off', () => {
    const named = outcomeOf(threw(new Retry({ defer: '30s' })))
    expect(named).toMatchObject({ kind: 'retry', delayMs: 30_000, isAskedFor: true })
    expect(outcomeOf(threw(new Retry()), { jobTry: 2 })).toMatchObject({ delayMs: 10_000 })
    expect(outcomeOf(threw(new Retry({ defer: 0 })))).toMatchObject({ delayMs: 0 })
  })

  it('that threw what may go away by itself is a retry, until its tries are used up', () => {
    expect(outcomeOf(threw(refused()))).toMatchObject({ kind: 'retry', isAskedFor: false })
    expect(outcomeOf(threw(refused()), { jobTry: 3 })).toMatchObject({ delayMs: 20_000 })
    expect(outcomeOf(threw(refused()), { jobTry: 4 })).toMatchObject({
      kind: 'failed',
      code: 'ARQ_MAX_RETRIES_EXCEEDED',
      category: 'retriable',
      error: { message: 'refused' },
    })
  })

  it('that threw anything else has failed, unless the policy says otherwise', () => {
    const plain = threw(new Error('broken'))
    const failed = { kind: 'failed', category: 'non_retriable', code: undefined }
    expect(outcomeOf(plain)).toMatchObject(failed)
    expect(outcomeOf(plain, { retryOn: 'all' })).toMatchObject({ kind: 'retry' })
    expect(outcomeOf(plain, { retryIf: () => true })).toMatchObject({ kind: 'retry' })
    expect(outcomeOf(threw(refused()), { retryIf: () => false })).toMatchObject(failed)
    expect(outcomeOf(threw(refused()), { retryIf: () => undefined })).toMatchObject({
      kind: 'retry',
    })
  })

  it.each([
    new JobExpired({ jobId: 'a', expires: '2026-01-01T00:00:00.000+00:00' }),
    new MaxRetriesExceeded({ runs: 4, lastError: 'x', cause: undefined }),
  ])('is never a retry after %p', (error) => {
    expect(outcomeOf(threw(error), { retryOn: 'all' })).toMatchObject({
      kind: 'failed',
      code: error.code,
    })
  })

  it.each([
    ['a promise', async () => false],
    ['a promise that rejects', async () => Promise.reject(new Error('of retryIf'))],
    ['a text', () => 'no'],
  ])('is a failure that names retryIf where that returns %s', (_what, given) => {
    const retryIf = given as unknown as () => boolean
    expect(outcomeOf(threw(refused()), { retryIf })).toMatchObject({
      kind: 'failed',
      code: 'ARQ_CONFIG_INVALID',
      error: { message: expect.stringContaining('retryIf: must return true, false or undefined') },
    })
  })

  it('is a failure where deciding fails: retryIf throws, or a Retry names no delay', () => {
    const retryIf = (): never => {
      throw new Error('of retryIf')
    }
    expect(outcomeOf(threw(new Error('broken')), { retryIf })).toMatchObject({
      kind: 'failed',
      error: { message: 'of retryIf' },
    })
  })

  it('is a retry at once where the transport delays nothing', () => {
    expect(outcomeOf(threw(refused()), { delays: false })).toMatchObject({
      kind: 'retry',
      delayMs: 0,
    })
  })

  it('is a failure with its reason where the transport cannot delay that long', () => {
    const outcome = outcomeOf(threw(new Retry({ defer: '2d' })))
    expect(outcome).toMatchObject({ kind: 'failed', category: 'non_retriable' })
  })

  it('leaves a share of the wait to chance', () => {
    expect(outcomeOf(threw(refused()), { jitter: 1 })).toMatchObject({ delayMs: 2500 })
  })
})
