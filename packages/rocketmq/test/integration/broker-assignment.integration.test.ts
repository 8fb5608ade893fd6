import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  ClientInstance,
  createSimpleConsumer,
  type MessageRequestMode,
  type OwnClientConsumerOptions,
  type PushConsumer,
  reconsumeLater,
  type RequestHook,
} from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const consumers = new Consumers()
let admin: ClientInstance
let release: () => Promise<void>
beforeAll(() => {
  admin = new ClientInstance({ nameServers: sharedNameServer() })
  release = admin.acquire()
})
afterAll(() => release())
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

async function setup(mode: MessageRequestMode, options: Partial<OwnClientConsumerOptions> = {}) {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('assigned')
  const group = uniqueName('group')
  const send = async (...bodies: string[]) => {
    for (const body of bodies) await producer.send({ topic, body, keys: body })
  }
  await send('first')
  const create = (inbox: Inbox, own: Partial<OwnClientConsumerOptions> = {}) => {
    const consumer = consumers.create(sharedNameServer(), {
      ...{ group, assignment: 'broker', ...options, ...own },
    })
    consumer.subscribe(topic, inbox.listener)
    return consumer
  }
  /** The group must be known to the broker before its mode can be set: a member that has joined makes it so. */
  const setMode = async (next: MessageRequestMode) => {
    const { data } = await admin.routes.route(topic)
    for (const { brokerName } of data.brokerDatas) {
      await admin.brokers.setRequestMode(admin.routes.masterAddress(brokerName), {
        ...{ topic, consumerGroup: group, mode: next, popShareQueueNum: 0 },
      })
    }
  }
  const founder = consumers.create(sharedNameServer(), { group })
  founder.subscribe(uniqueName('other'), () => undefined)
  await founder.start()
  await founder.close()
  await setMode(mode)
  return { producer, topic, group, send, create, setMode }
}

/** Resolves when brokers have told it to read its topic so. */
const modeOf = (consumer: PushConsumer, mode: MessageRequestMode): Promise<void> =>
  new Promise((resolve) => {
    const off = consumer.on((event) => {
      if (event.type !== 'requestModeChanged' || event.mode !== mode) return
      off()
      resolve()
    })
  })

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)

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
