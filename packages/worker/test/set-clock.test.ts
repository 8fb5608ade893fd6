import { Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const HOUR_MS = 3_600_000

describe.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('a wall clock that is set %s an hour', (_, jumpMs) => {
  it('during a run changes neither its duration nor its timeout', async () => {
    const clock = new ManualClock()
    const patient = task({
      name: 'patient',
      timeout: 60,
      run: (_ctx, ms: number) =>
        new Promise<string>((resolve) => clock.setTimer(ms, () => resolve('done'))),
    })
    const arq = await setup({ functions: [patient], maxRetries: 0 }, { clock })
    void arq.worker.run()
    const short = await arq.enqueue(patient, [40_000])
    const long = await arq.enqueue(patient, [90_000])
    await clock.advance('10s')
    clock.jumpWall(jumpMs)
    await clock.advance('49s')
    expect(await arq.store.get(short)).toMatchObject({ status: 'completed', durationMs: 40_000 })
    expect(await arq.store.get(long)).toMatchObject({ status: 'in_progress' })
    await clock.advance('1s')
    await clock.advance('5s')
    expect(await arq.store.get(long)).toMatchObject({
      status: 'failed',
      errorCode: 'ARQ_JOB_TIMEOUT',
    })
    await arq.close()
  })

  it('while a retry waits leaves its delay as it is', async () => {
    const clock = new ManualClock()
    const starts: number[] = []
    const again = task({
      name: 'again',
      run: (ctx) => {
        starts.push(clock.monotonicNow())
        if (ctx.jobTry === 1) throw new Retry({ defer: '10m' })
      },
    })
    const arq = await setup({ functions: [again] }, { clock })
    void arq.worker.run()
    await arq.enqueue(again, [], { expires: '30d' })
    await clock.advance('1m')
    clock.jumpWall(jumpMs)
    await clock.advance('9m')
    await clock.advance(1)
    expect(starts.map((at) => at - (starts[0] ?? 0))).toEqual([0, 600_000])
    await arq.close()
  })
})
