import { randomUUID } from 'node:crypto'

import { jsonCodec, redrivenMessage, Retry, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('ctx.idempotencyKey', () => {
  it('is the same in every try, and when the dead letter comes back', async () => {
    const keys: string[] = []
    let isMended = false
    const charge = task({
      name: 'charge',
      maxRetries: 1,
      run: async (ctx) => {
        keys.push(ctx.idempotencyKey('card'))
        if (ctx.jobTry === 1 && keys.length === 1) throw new Retry({ defer: 0 })
        if (!isMended) throw new TypeError('refused')
      },
    })
    const arq = await setup({ functions: [charge] })
    void arq.worker.run()
    const id = await arq.enqueue(charge, [], { jobId: randomUUID() })
    await arq.until(id, ({ status }) => status === 'failed')
    isMended = true
    const [letter] = await arq.take('default.dlq')
    await arq.client.publish(await redrivenMessage(letter!, jsonCodec, Date.now()))
    await arq.until(id, ({ status }) => status === 'completed')
    await arq.close()
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(UUID)
  })

  it('is another one for each job, each task and each name', async () => {
    const keys: string[] = []
    const say = async (ctx: { idempotencyKey(name?: string): string }) => {
      keys.push(ctx.idempotencyKey(), ctx.idempotencyKey('a'), ctx.idempotencyKey('b'))
      keys.push(ctx.idempotencyKey('a","b'))
    }
    const [one, other] = [task('one', say), task('other', say)]
    const arq = await setup({ functions: [one, other] })
    void arq.worker.run()
    for (const each of [one, other, one]) await arq.ended(await arq.enqueue(each))
    await arq.close()
    expect(new Set(keys).size).toBe(12)
  })
})
