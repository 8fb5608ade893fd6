import { ConnectionError, task } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

const refused = (scope: 'connection' | 'channel'): ConnectionError =>
  new ConnectionError({
    code: 'ARQ_CONNECTION_REFUSED',
    text: errorTexts.closed({ what: 'the broker' }),
    scope,
  })

/** A worker whose broker goes away, as often as said, between its connection and its consumers. */
async function startOn(times: number, error: Error) {
  const clock = new ManualClock()
  const arq = await setup({ functions: [add] }, { clock })
  const consume = arq.transport.consume.bind(arq.transport)
  let calls = 0
  arq.transport.consume = async (...args) => {
    calls += 1
    if (calls <= times) throw error
    return consume(...args)
  }
  return { arq, clock, calls: () => calls }
}

describe('a broker that goes away while a worker starts', () => {
  it('is waited for, and the jobs are run', async () => {
    const { arq, clock } = await startOn(3, refused('connection'))
    const id = await arq.enqueue(add, [1, 2])
    const running = arq.worker.run()
    await clock.advance('10s')
    expect((await arq.store.get(id))?.result).toBe(3)
    await arq.close()
    await running
  })

  it('does not hold up a stop', async () => {
    const { arq, clock } = await startOn(Infinity, refused('connection'))
    const running = arq.worker.run()
    await clock.advance('10s')
    await arq.worker.stop()
    await running
    await arq.close()
  })

  it('is another matter than a queue that cannot be consumed: that ends the worker', async () => {
    const { arq, calls } = await startOn(Infinity, refused('channel'))
    await expect(arq.worker.run()).rejects.toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(calls()).toBe(1)
    await arq.close()
  })
})
