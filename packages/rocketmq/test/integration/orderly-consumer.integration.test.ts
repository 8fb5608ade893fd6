import { describe, expect, it } from '@jest/globals'

import { Inbox } from './consumers.js'
import { consumers, KEYS, setup } from './orderly-groups.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

describe('an orderly consumer', () => {
  it('consumes the messages of each key in order, though some fail at first', async () => {
    const { sendSteps, start } = await setup()
    await sendSteps(KEYS, 0, 10)
    const { inbox } = await start(({ reconsumeTimes, body }) => {
      if (reconsumeTimes === 0 && body.toString().endsWith('/5')) throw new Error('not yet')
    })
    await inbox.count(66)
    for (const key of KEYS) {
      const steps = inbox.bodies.filter((body) => body.startsWith(`${key}/`))
      expect(steps).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9].map((step) => `${key}/${step}`))
    }
  })

  it('gives up a message that failed too often, to the dead letters, and goes on', async () => {
    const { group, sendSteps, start } = await setup({ maxReconsumeTimes: 2 })
    await sendSteps(['a'], 0, 3)
    const { inbox } = await start(({ body }) => (body.toString() === 'a/1' ? 'suspend' : 'success'))
    await inbox.until(() => inbox.bodies.includes('a/2'))
    expect(inbox.bodies).toEqual(['a/0', 'a/1', 'a/1', 'a/1', 'a/2'])
    const dead = new Inbox()
    const reader = consumers.create(sharedNameServer(), { group: uniqueName('readers') })
    reader.subscribe(`%DLQ%${group}`, dead.listener)
    await reader.start()
    await dead.count(1)
    expect(dead.messages).toMatchObject([{ systemProperties: { RETRY_TOPIC: expect.any(String) } }])
    expect(dead.bodies).toEqual(['a/1'])
  }, 60_000)

  it('commits by hand: what was not committed comes again', async () => {
    const { sendSteps, start } = await setup({ autoCommit: false })
    await sendSteps(['a'], 0, 4)
    const first = await start(({ body }) => (body.toString() === 'a/1' ? 'commit' : 'success'))
    await first.inbox.count(4)
    await first.consumer.close()
    const second = await start(({ body }) => (body.toString() === 'a/3' ? 'commit' : 'success'))
    await second.inbox.count(2)
    expect(second.inbox.bodies).toEqual(['a/2', 'a/3'])
  }, 30_000)
})
