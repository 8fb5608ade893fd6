import { describe, expect, it } from '@jest/globals'

import { reconsumeLater, type RequestHook } from '../../src/index.js'
import { modeOf, setup } from '../integration/assigned-groups.js'
import { Inbox } from '../integration/consumers.js'

describe('a push consumer whose queues the brokers divide', () => {
  it('keeps a message hidden as long as its listener runs', async () => {
    const { create } = await setup('pop', { popInvisibleMs: 5000 })
    let end: () => void = () => undefined
    const inbox = new Inbox(() => new Promise<void>((resolve) => (end = resolve)))
    let renewals = 0
    let onRenewal: () => void = () => undefined
    const watch: RequestHook = (request) => {
      if (request.code === 200_053) {
        renewals += 1
        onRenewal()
      }
      return request
    }
    await create(inbox, { requestHooks: [watch] }).start()
    await inbox.count(1)
    const other = new Inbox()
    const second = create(other)
    await second.start()
    // Each covers a third of the time that it is hidden: without them the other would have got it long ago.
    while (renewals < 7) await new Promise<void>((resolve) => (onRenewal = resolve))
    end()
    expect([inbox.bodies, other.bodies]).toEqual([['first'], []])
  }, 60_000)

  it('follows the group when it is set to pull, and to pop again; nothing is lost', async () => {
    const { topic, create, send, setMode } = await setup('pop', { popInvisibleMs: 5000 })
    // Popped, and never consumed while the group pops.
    let isReady = false
    const inbox = new Inbox(({ body }) =>
      body.toString() === 'first' && !isReady ? reconsumeLater(1) : undefined,
    )
    const consumer = create(inbox)
    const pops = modeOf(consumer, 'pop')
    await consumer.start()
    await pops
    await inbox.count(1)
    const pulls = modeOf(consumer, 'pull')
    await setMode('pull')
    await pulls
    isReady = true
    await send('pulled')
    await inbox.until((messages) => {
      const bodies = messages.map(({ body }) => body.toString())
      return bodies.includes('pulled') && bodies.filter((body) => body === 'first').length > 1
    })
    expect(new Set(inbox.contexts.map((context) => context.topic))).toEqual(new Set([topic]))
    expect(consumer.queues()).toHaveLength(4)
    const popsAgain = modeOf(consumer, 'pop')
    await setMode('pop')
    await popsAgain
    await send('popped')
    await inbox.until((messages) => messages.some(({ body }) => body.toString() === 'popped'))
    expect(consumer.queues()).toEqual([])
  }, 120_000)
})
