import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'

import { sendMeasurements } from '../../examples/batch-producer.js'
import { sendSteps } from '../../examples/ordered-producer.js'
import { sendReminders } from '../../examples/reminder-producer.js'
import { sendOrders } from '../../examples/simple-producer.js'
import { tryTransactions } from '../../examples/simple-transaction-listener.js'
import { payOrders } from '../../examples/transaction-producer.js'
import { sharedNameServer, uniqueName } from '../integration/rocketmq-server.js'
import { JavaPeer } from '../peer/java-peer.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer() })
})
afterAll(() => java.close())

describe('the example', () => {
  const setup = () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const environment = { ROCKETMQ_NAMESRV_ADDR: sharedNameServer() }
    const topic = uniqueName('examples')
    const read = async (count: number, isOrderly = false) => {
      const reader = java.consume({ topic, group: uniqueName('readers'), count, isOrderly })
      return (await reader.done).map(({ body, msgId }) => ({ body: body.toString(), msgId }))
    }
    return { log, environment, topic, read }
  }

  it('simple-producer sends orders that can be read', async () => {
    const { log, environment, topic, read } = setup()
    const results = await sendOrders(environment, topic)
    const messages = await read(3)
    expect(messages.map(({ msgId }) => msgId).sort()).toEqual(
      results.map(({ msgId }) => msgId).sort(),
    )
    expect(log).toHaveBeenCalledTimes(3)
  })

  it('batch-producer sends a thousand and three messages, all in batches', async () => {
    const { environment, topic } = setup()
    await expect(sendMeasurements(environment, topic)).resolves.toMatchObject({
      sent: 1003,
      batched: 1003,
      failed: 0,
    })
  })

  it('ordered-producer keeps the steps of each order in order', async () => {
    const { environment, topic, read } = setup()
    const queues = await sendSteps(environment, topic)
    const bodies = (await read(9, true)).map(({ body }) => body)
    for (const order of queues.keys()) {
      expect(bodies.filter((body) => body.startsWith(order))).toEqual(
        ['created', 'paid', 'shipped'].map((step) => `${order} ${step}`),
      )
    }
  })

  it('reminder-producer sends one for later, and takes another one back', async () => {
    const { environment, topic, read } = setup()
    const { kept, recalled } = await sendReminders(environment, topic)
    expect(recalled).not.toBe(kept)
    await expect(read(1)).resolves.toEqual([{ body: 'stand up', msgId: kept }])
  })

  it('transaction-producer hands out what is committed, at once or when the broker asks', async () => {
    const { environment, topic, read } = setup()
    const { committed, rolledBack, asked } = await payOrders(environment, topic)
    const ids = (await read(2)).map(({ msgId }) => msgId)
    expect(ids.sort()).toEqual([committed, asked].sort())
    expect(ids).not.toContain(rolledBack)
  }, 30_000)

  it('simple-transaction-listener shows what was run and what the broker asked', async () => {
    const { environment, topic, read } = setup()
    const { executed, checked } = await tryTransactions(environment, topic)
    expect(executed).toEqual(['o-1', 'o-2'])
    expect(checked).toEqual(['o-2'])
    expect((await read(2)).map(({ body }) => body).sort()).toEqual(['o-1', 'o-2'])
  }, 30_000)
})
