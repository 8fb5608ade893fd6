import { encodeJobRecord, Retry, task } from '@arq/core'
import { toJobInfo } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

/** What a task throws at each of its tries; where there is nothing, it returns. */
async function jobThatThrows(...errors: readonly (Error | 'sleep')[]) {
  const clock = new ManualClock()
  const startedAtMs = clock.now()
  const failing = task('failing', async (ctx) => {
    const error = errors[ctx.jobTry - 1]
    if (error === 'sleep') {
      await new Promise<void>((_, reject) => {
        ctx.signal.addEventListener('abort', () => reject(new Error('stopped')))
      })
    }
    if (error instanceof Error) throw error
    return 'done'
  })
  const arq = await setup(
    { functions: [failing], maxRetries: 30, retryOn: 'all', jobTimeout: '1m', retryBackoff: '10s' },
    { clock },
  )
  void arq.worker.run()
  const id = await arq.enqueue(failing, [], {
    headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
  })
  await clock.advance(0)
  const info = async () => toJobInfo((await arq.store.get(id))!)
  /** Seconds since the enqueue. */
  const at = (date: Date | undefined) => date && (date.getTime() - startedAtMs) / 1000
  const told = async () =>
    (await info()).tries.map(({ jobTry, outcome, error, errorCode, ...times }) => ({
      ...{ jobTry, outcome, error, errorCode },
      times: [at(times.startTime), at(times.endTime), at(times.deferUntil)],
    }))
  return { arq, clock, id, info, told }
}

describe('the record of a job', () => {
  it('tells of each try that was followed by another one, from its retry to its end', async () => {
    const { arq, clock, info, told } = await jobThatThrows(
      new TypeError('first'),
      new Retry({ defer: '1m' }),
      'sleep',
    )
    const first = {
      ...{ jobTry: 1, outcome: 'failed', error: 'TypeError: first', errorCode: undefined },
      times: [0, 0, 10],
    }
    expect(await told()).toEqual([first])
    expect(await info()).toMatchObject({ status: 'retrying', jobTry: 2 })

    await clock.advance('10s')
    const second = {
      ...{ jobTry: 2, outcome: 'askedAgain', errorCode: 'ARQ_JOB_RETRY' },
      ...{ error: expect.stringContaining('Retry: '), times: [10, 10, 70] },
    }
    expect(await told()).toEqual([first, second])

    await clock.advance('1m')
    expect(await info()).toMatchObject({ status: 'in_progress', jobTry: 3 })
    expect(await told()).toEqual([first, second])

    await clock.advance('1m')
    const third = {
      ...{ jobTry: 3, outcome: 'timedOut', errorCode: 'ARQ_JOB_TIMEOUT' },
      ...{ error: expect.stringContaining('JobTimeout: '), times: [70, 130, 170] },
    }
    expect(await told()).toEqual([first, second, third])

    await clock.advance('1h')
    expect(await info()).toMatchObject({ status: 'completed', jobTry: 4, result: 'done' })
    expect(await told()).toEqual([first, second, third])
    expect((await info()).tries[0]?.workerId).toBe((await info()).workerId)
    await arq.close()
  })

  it('keeps the last twenty of a job that is tried for days', async () => {
    const errors = Array.from(
      { length: 30 },
      (_, index) => new Error(`number ${String(index + 1)}`),
    )
    const { arq, clock, info } = await jobThatThrows(...errors)
    await clock.advance('20h')
    const { tries, jobTry } = await info()
    expect(jobTry).toBeGreaterThan(20)
    expect(tries).toHaveLength(20)
    expect(tries.at(-1)?.jobTry).toBe(jobTry - 1)
    await arq.close()
  })

  it('is not a byte longer for a job that succeeds at once, and has no trace where its message has none', async () => {
    const arq = await setup({ functions: [task('done', async () => 1)] })
    void arq.worker.run()
    const id = await arq.enqueue('done', [])
    const record = await arq.ended(id)
    expect(toJobInfo(record)).toMatchObject({ tries: [], traceId: undefined })
    expect(encodeJobRecord(record)).not.toMatch(/tries|trace_id/)
    await arq.close()
  })

  it('has the trace of its message from its enqueue to its end', async () => {
    const { arq, clock, info } = await jobThatThrows(new Error('once'))
    expect((await info()).traceId).toBe(TRACE)
    await clock.advance('1m')
    expect(await info()).toMatchObject({ status: 'completed', traceId: TRACE })
    await arq.close()
  })
})
