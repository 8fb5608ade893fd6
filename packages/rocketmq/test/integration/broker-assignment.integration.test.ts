import { describe, expect, it } from '@jest/globals'

import {
  createSimpleConsumer,
  type OwnClientConsumerOptions,
  reconsumeLater,
} from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { consumers, modeOf, numbered, setup } from './assigned-groups.js'
import { Inbox } from './consumers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

describe('a push consumer whose queues the brokers divide', () => {
  it('pops where its group is set to pop, and acknowledges what is consumed', async () => {
    const { group, topic, create, send } = await setup('pop', { popInvisibleMs: 5000 })
    const inbox = new Inbox()
    const consumer = create(inbox)
    const isPopping = modeOf(consumer, 'pop')
    await consumer.start()
    await isPopping
    await send(...numbered(100))
    await inbox.count(101)
    expect([...inbox.bodies].sort()).toEqual(['first', ...numbered(100)].sort())
    expect(consumer.stats()).toMatchObject({ queues: expect.any(Number), poppedFrom: 1 })
    await consumer.close()
    // Longer than it was hidden: what was not acknowledged would come.
    await using rest = createSimpleConsumer({ nameServers: sharedNameServer(), group })
    await rest.subscribe(topic)
    await rest.start()
    await expect(rest.receive({ timeoutMs: 8000 })).resolves.toEqual([])
  }, 60_000)

  it('gets what failed again, in the end among the dead letters', async () => {
    const { group, create } = await setup('pop', { maxReconsumeTimes: 1 })
    const inbox = new Inbox(() => reconsumeLater(1))
    await create(inbox).start()
    await inbox.count(2)
    const dead = new Inbox()
    const reader = consumers.create(sharedNameServer(), { group: uniqueName('readers') })
    reader.subscribe(`%DLQ%${group}`, dead.listener)
    await reader.start()
    await dead.count(1)
    expect(dead.bodies).toEqual(['first'])
    expect(inbox.contexts.map(({ reconsumeTimes }) => reconsumeTimes)).toEqual([0, 1])
  }, 60_000)

  it('keeps the order of each queue when it pops, also past a message that fails', async () => {
    const { topic, producer, create } = await setup('pop', { mode: 'orderly', suspendMs: 100 })
    const queues = await producer.queues(topic)
    for (const body of numbered(20)) {
      for (const queue of queues) await producer.send({ topic, body }, { queue })
    }
    const failed = new Set<number>()
    const consumed = new Map<number, string[]>()
    const listen = new Inbox(({ body, queueId }) => {
      if (body.toString() === 'm3' && !failed.has(queueId)) {
        failed.add(queueId)
        return 'suspend'
      }
      consumed.set(queueId, [...(consumed.get(queueId) ?? []), body.toString()])
      return 'success'
    })
    await create(listen).start()
    await create(listen).start()
    // 80 and the first one, and four that failed once.
    await listen.count(85)
    for (const queue of queues) {
      const bodies = consumed.get(queue.queueId)?.filter((body) => body !== 'first')
      expect(bodies).toEqual(numbered(20))
    }
  }, 60_000)

  it('shares a group that pops with the Java client', async () => {
    const { topic, group, create, send } = await setup('pop')
    const java = await JavaPeer.start()
    try {
      const inbox = new Inbox()
      await create(inbox).start()
      await inbox.count(1)
      const peer = java.consume({ topic, group, isAssignedByBroker: true, withinMs: 60_000 })
      await peer.started
      let sent = 0
      // Until the other has had its share: it takes some time to join.
      while (peer.messages.length === 0) {
        await send(`m${sent}`)
        sent += 1
      }
      const all = () => [...inbox.bodies, ...peer.messages.map(({ body }) => body.toString())]
      while (all().length < sent + 1) await new Promise((resolve) => setImmediate(resolve))
      expect(all().sort()).toEqual(['first', ...numbered(sent)].sort())
      await peer.stop()
    } finally {
      await java.close()
    }
  }, 120_000)

  it('refuses strategies that brokers do not know, and broadcasting', () => {
    const create = (options: Partial<OwnClientConsumerOptions>) => () =>
      consumers.create(sharedNameServer(), { group: 'G', assignment: 'broker', ...options })
    expect(create({ allocationStrategy: 'CONSISTENT_HASH' })).toThrow('allocationStrategy')
    expect(create({ messageModel: 'broadcasting' })).toThrow('broadcasting')
  })
})
