import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { rejection, setup } from './setup.js'

const HOUR_MS = 3_600_000

describe.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('a wall clock that is set %s an hour', (_, jumpMs) => {
  it.each([
    ['with a store', {}],
    ['with replies', { resultStore: undefined }],
  ])('leaves the wait for a result as long as it is, %s', async (_how, settings) => {
    const clock = new ManualClock()
    const { client } = await setup({ clock, ...settings })
    const job = await client.enqueueJob('add', [1, 2])
    let outcome: unknown
    void job.result({ timeout: 20 }).catch((error: unknown) => (outcome = error))
    await clock.advance('5s')
    clock.jumpWall(jumpMs)
    await clock.advance(14_999)
    expect(outcome).toBeUndefined()
    await clock.advance(1)
    expect(outcome).toMatchObject({ code: 'ARQ_RESULT_TIMEOUT' })
  })

  it('leaves the wait for an abort as long as it is', async () => {
    const clock = new ManualClock()
    const { client, store, transport } = await setup({ clock })
    transport.broadcast = () => new Promise(() => {})
    const job = await client.enqueueJob('add', [1, 2])
    const record = await store.get(job.id)
    const running = { ...record!, status: 'in_progress' as const, token: 't' }
    await store.transition({ record: running, guard: 'start', ttlMs: 'forever' })
    let outcome: unknown
    void rejection(job.abort({ timeout: 20 })).then((error) => (outcome = error))
    await clock.advance('5s')
    clock.jumpWall(jumpMs)
    await clock.advance(14_999)
    expect(outcome).toBeUndefined()
    await clock.advance('1s')
    expect(outcome).toMatchObject({ code: 'ARQ_ABORT_TIMEOUT' })
  })
})
