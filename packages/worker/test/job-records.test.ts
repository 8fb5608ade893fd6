import { Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

const done = task('done', async () => 1)
const again = task('again', async () => {
  throw new Retry({ defer: '1m' })
})

async function recordAfter(name: string, settings: Partial<TestSettings> = {}) {
  const clock = new ManualClock()
  const startedAtMs = clock.now()
  const arq = await setup({ functions: [done, again], ...settings }, { clock })
  void arq.worker.run()
  const id = await arq.enqueue(name, [], { expires: '10m' })
  await clock.advance(0)
  const record = await arq.store.get(id)
  await arq.close()
  /** Seconds from the enqueue to an instant. */
  const secondsTo = (instant: string | undefined) =>
    instant === undefined ? undefined : (Date.parse(instant) - startedAtMs) / 1000
  return { record, secondsTo }
}

describe('the record of a job', () => {
  it('that has ended says until when it is kept', async () => {
    const { record, secondsTo } = await recordAfter('done', { keepResult: '1h' })
    expect(secondsTo(record?.expiresAt)).toBe(3600)
  })

  it('that has ended says nothing of it when it is kept for ever', async () => {
    const { record } = await recordAfter('done', { keepResult: 'forever' })
    expect(record).toMatchObject({ status: 'completed', expiresAt: undefined })
  })

  it('between two tries says when the next one is due, and outlives the last start, the run and the result', async () => {
    const { record, secondsTo } = await recordAfter('again', { keepResult: '1h', jobTimeout: '5m' })
    expect(record).toMatchObject({ status: 'retrying', error: expect.stringContaining('Retry: ') })
    expect(secondsTo(record?.deferUntil)).toBe(60)
    expect(secondsTo(record?.expiresAt)).toBe(600 + 300 + 3600)
  })
})
