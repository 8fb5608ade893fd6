import { Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

/** A bundle with a task whose first runs lose the connection, so that their acknowledgements are lost. */
async function setupLosing(losses: number, settings: Omit<TestSettings, 'functions'> = {}) {
  const clock = new ManualClock()
  const runs: string[] = []
  let left = losses
  const lose = (): void => {
    if (left === 0) return
    left -= 1
    arq.broker.disconnect(arq.transport)
  }
  const job = task('job', async (ctx, what: string) => {
    runs.push(`${what} ${String(ctx.jobTry)}`)
    if (what === 'done' || what.startsWith('job')) lose()
    if (what === 'again' && ctx.jobTry === 1) throw new Retry({ defer: 0 })
    if (what === 'broken') throw new Error('broken')
  })
  const arq = await setup({ functions: [job], ...settings }, { clock })
  const publish = arq.transport.publish.bind(arq.transport)
  arq.transport.publish = async (message) => {
    await publish(message)
    lose()
  }
  void arq.worker.run()
  return { ...arq, clock, job, runs }
}

describe('a job that ended here, and whose acknowledgement was lost', () => {
  it.each([
    ['done', ['done 1']],
    ['again', ['again 1', 'again 2']],
    ['broken', ['broken 1']],
  ])('is acknowledged when it comes back, also without a store: %s', async (what, expected) => {
    const arq = await setupLosing(1, { enableJobResultStorage: false })
    await arq.enqueue(arq.job, [what])
    await arq.clock.advance('1m')
    expect(arq.runs).toEqual(expected)
    expect(arq.worker.counts.duplicateDeliveries).toBeGreaterThanOrEqual(1)
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 0, unacknowledged: 0 })
    await arq.close()
  })

  it('is known when it comes back while its reply still waits for the connection', async () => {
    const arq = await setupLosing(1, { enableJobResultStorage: false })
    const box = await arq.client.openReplyBox(() => undefined)
    const publish = arq.transport.publish.bind(arq.transport)
    const mayReply = latch()
    arq.transport.publish = async (message) => {
      if (message.kind === 'reply') await mayReply.opened
      await publish(message)
    }
    await arq.publish({
      body: Buffer.from('{"job_id":"a","function":"job","args":["done"],"queue_name":"default"}'),
      replyTo: box.address,
    })
    await arq.clock.advance('1m')
    expect(arq.runs).toEqual(['done 1'])
    mayReply.open()
    await arq.close()
  })

  it('is run again when another attempt had taken the job over, and has not ended it', async () => {
    const arq = await setupLosing(1)
    const transition = arq.store.transition.bind(arq.store)
    arq.store.transition = async (change) => {
      const { record, guard } = change
      if (guard === 'own' && record.status === 'completed') {
        arq.store.transition = transition
        const other = {
          ...record,
          status: 'in_progress',
          token: 'other',
          result: undefined,
        } as const
        await transition({ record: other, guard: 'start', ttlMs: 'forever' })
      }
      return transition(change)
    }
    const id = await arq.enqueue(arq.job, ['done'])
    await arq.clock.advance('1m')
    expect(arq.runs).toEqual(['done 1', 'done 1'])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
    await arq.close()
  })

  it('is acknowledged when nothing of it is kept', async () => {
    const arq = await setupLosing(1, { keepResult: 0 })
    const id = await arq.enqueue(arq.job, ['done'])
    await arq.clock.advance('1m')
    expect(arq.runs).toEqual(['done 1'])
    expect(await arq.store.get(id)).toBeUndefined()
    await arq.close()
  })

  it('is one of many: all of them are known again', async () => {
    const arq = await setupLosing(1, { enableJobResultStorage: false, prefetchCount: 50 })
    for (let n = 0; n < 50; n += 1) await arq.enqueue(arq.job, [`job ${String(n)}`])
    await arq.clock.advance('1m')
    expect(new Set(arq.runs).size).toBe(50)
    expect(arq.runs).toHaveLength(50)
    await arq.close()
  })

  it('is not taken for another message that looks the same', async () => {
    const arq = await setupLosing(0, { enableJobResultStorage: false })
    const body = Buffer.from(
      '{"job_id":"a","function":"job","args":["same"],"enqueue_time":"2026-01-01T00:00:00+00:00"}',
    )
    await arq.publish({ body, messageId: 'same' })
    await arq.publish({ body, messageId: 'same' })
    await arq.clock.advance('1m')
    expect(arq.runs).toEqual(['same 1', 'same 1'])
    await arq.close()
  })
})
