import { afterEach, describe, expect, it } from '@jest/globals'

import {
  createSimpleConsumer,
  type MessageExt,
  type OwnClientSimpleConsumerOptions,
  RemotingClient,
  type RemotingRequest,
  type RequestHook,
  type SimpleConsumer,
} from '../../src/index.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const consumers = new Consumers()
const open: SimpleConsumer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((consumer) => consumer.close()))
  await consumers.closeAll()
  await producers.closeAll()
})

async function setup() {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('simple')
  const group = uniqueName('group')
  const start = async (options: Partial<OwnClientSimpleConsumerOptions> = {}, tags?: string) => {
    const consumer = createSimpleConsumer({
      ...{ nameServers: sharedNameServer(), group, consumeFrom: 'first' },
      ...options,
    })
    open.push(consumer)
    await consumer.subscribe(topic, { tags })
    await consumer.start()
    return consumer
  }
  const send = async (...bodies: string[]) => {
    for (const body of bodies) await producer.send({ topic, body, tags: body.slice(0, 1) })
  }
  return { topic, group, start, send, producer }
}

/** Receives until so many messages are here. */
async function receiveCount(consumer: SimpleConsumer, count: number): Promise<MessageExt[]> {
  const messages: MessageExt[] = []
  while (messages.length < count) messages.push(...(await consumer.receive()))
  return messages
}

const textsOf = (messages: readonly MessageExt[]) => messages.map(({ body }) => body.toString())

describe('a simple consumer', () => {
  it('receives what is sent, once it is acknowledged never again', async () => {
    const { start, send, topic } = await setup()
    await send('a1', 'a2', 'b1')
    const consumer = await start({ invisibleMs: 5000 })
    const messages = await receiveCount(consumer, 3)
    expect(textsOf(messages).sort()).toEqual(['a1', 'a2', 'b1'])
    expect(new Set(messages.map((message) => message.topic))).toEqual(new Set([topic]))
    for (const message of messages) await consumer.ack(message)
    await expect(consumer.ack(messages[0]!)).rejects.toMatchObject({
      code: 'ROCKETMQ_CONFIG_INVALID',
    })
    // What is sent later comes; what was acknowledged would have to come before it.
    await send('a3')
    expect(textsOf(await receiveCount(consumer, 1))).toEqual(['a3'])
  }, 30_000)

  it('gets a message again whose time was over, with its count, and can settle it then', async () => {
    const { start, send } = await setup()
    await send('a1')
    const consumer = await start({ invisibleMs: 2000 })
    const [first] = await receiveCount(consumer, 1)
    expect(first?.reconsumeTimes).toBe(0)
    const [again] = await receiveCount(consumer, 1)
    expect(again).toMatchObject({ msgId: first?.msgId, reconsumeTimes: 1, topic: first?.topic })
    await consumer.ack(again!)
  }, 60_000)

  it('hides a message for longer while it is worked on', async () => {
    const { start, send } = await setup()
    await send('a1')
    const consumer = await start({ invisibleMs: 3000 })
    const [message] = await receiveCount(consumer, 1)
    const before = Date.now()
    const outcome = await consumer.process(message!, async () => {
      // Other members get nothing meanwhile, though it takes longer than the message is hidden.
      const other = await start({ invisibleMs: 3000 })
      return other.receive({ timeoutMs: 6000 })
    })
    expect(outcome).toEqual([])
    expect(Date.now() - before).toBeGreaterThanOrEqual(3000)
  }, 60_000)

  it('repeats a message sooner when it asks for that', async () => {
    const { start, send } = await setup()
    await send('a1')
    const consumer = await start({ invisibleMs: 300_000 })
    const [message] = await receiveCount(consumer, 1)
    await consumer.changeInvisible(message!, 1000)
    expect(textsOf(await receiveCount(consumer, 1))).toEqual(['a1'])
  }, 60_000)

  it('acknowledges many at once: with one request for each broker', async () => {
    const { start, send } = await setup()
    await send(...Array.from({ length: 40 }, (_, index) => `a${index}`))
    const codes: number[] = []
    const note: RequestHook = (request) => {
      codes.push(request.code)
      return request
    }
    const consumer = await start({ invisibleMs: 5000, requestHooks: [note] })
    const messages = await receiveCount(consumer, 40)
    codes.length = 0
    await consumer.ackBatch(messages)
    expect(codes).toEqual([200_151])
    // Settled ones are left out; a stranger is refused.
    await consumer.ackBatch(messages)
    expect(codes).toEqual([200_151])
    await expect(consumer.ackBatch([{ ...messages[0]! }])).rejects.toMatchObject({
      code: 'ROCKETMQ_CONFIG_INVALID',
    })
    // What comes again would come when its time is over; what is sent then comes alone.
    await expect(consumer.receive({ timeoutMs: 8000 })).resolves.toEqual([])
    await send('last')
    expect(textsOf(await receiveCount(consumer, 1))).toEqual(['last'])
  }, 60_000)

  it('gives the messages of a queue in order, and the next when those before are acknowledged', async () => {
    const { topic, start, producer } = await setup()
    const [queue] = await producer.queues(topic)
    const bodies = Array.from({ length: 8 }, (_, index) => `m${index}`)
    for (const body of bodies) await producer.send({ topic, body }, { queue: queue! })
    const [first, second] = [
      await start({ fifo: true, invisibleMs: 300_000 }),
      await start({ fifo: true, invisibleMs: 300_000 }),
    ]
    const one = await first.receive({ maxMessages: 3 })
    expect(textsOf(one)).toEqual(['m0', 'm1', 'm2'])
    // The queue waits, for all members.
    expect(await second.receive({ timeoutMs: 2000 })).toEqual([])
    await first.ackBatch(one.slice(0, 2))
    expect(await second.receive({ timeoutMs: 0 })).toEqual([])
    // Not consumed: it comes again before those behind it, with its count.
    await first.changeInvisible(one[2]!, 1000)
    const again = await receiveCount(second, 1)
    expect(textsOf(again)[0]).toBe('m2')
    expect(again[0]?.reconsumeTimes).toBe(1)
    const rest = [...again]
    await second.ackBatch(again)
    while (rest.length < 6) {
      const more = await second.receive()
      await second.ackBatch(more)
      rest.push(...more)
    }
    expect(textsOf(rest)).toEqual(bodies.slice(2))
  }, 60_000)

  it('gets the messages of an orderly pop again whose answer was lost', async () => {
    const { topic, start, producer } = await setup()
    const [queue] = await producer.queues(topic)
    await producer.send({ topic, body: 'm0' }, { queue: queue! })
    let lost: { request: RemotingRequest; address: string } | undefined
    const lose: RequestHook = (request, address) => {
      if (request.code !== 200_050 || lost) return request
      lost = { request, address }
      throw new Error('lost on the way')
    }
    const consumer = await start({ fifo: true, invisibleMs: 300_000, requestHooks: [lose] })
    expect(await consumer.receive({ timeoutMs: 0 })).toEqual([])
    // The broker gets it all the same, and hides the message for the answer that nobody hears.
    const other = new RemotingClient()
    const { code } = await other.invoke(lost!.address, lost!.request, { timeoutMs: 5000 })
    await other.close()
    expect(code).toBe(0)
    expect(textsOf(await consumer.receive({ timeoutMs: 0 }))).toEqual(['m0'])
  }, 60_000)

  it('tells the work when its message could not be hidden for longer', async () => {
    const { start, send } = await setup()
    await send('a1')
    let isCut = false
    const cut: RequestHook = (request) => {
      if (request.code === 200_053 && isCut) throw new Error('cut off')
      return request
    }
    const consumer = await start({ invisibleMs: 3000, requestHooks: [cut] })
    const [message] = await receiveCount(consumer, 1)
    isCut = true
    const work = consumer.process(message!, async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return 'told'
    })
    await expect(work).resolves.toBe('told')
  }, 60_000)

  it('receives only the tags it wants', async () => {
    const { start, send } = await setup()
    await send('a1', 'b1', 'a2')
    const consumer = await start({}, 'a')
    expect(textsOf(await receiveCount(consumer, 2)).sort()).toEqual(['a1', 'a2'])
  })

  it('puts a message among the dead letters that came too often', async () => {
    const { start, send, group } = await setup()
    await send('a1')
    const consumer = await start({ invisibleMs: 1000, maxReconsumeTimes: 0 })
    await receiveCount(consumer, 1)
    const dead = new Inbox()
    const reader = consumers.create(sharedNameServer(), { group: uniqueName('readers') })
    reader.subscribe(`%DLQ%${group}`, dead.listener)
    await reader.start()
    const stop = new AbortController()
    const receiving = (async () => {
      while (!stop.signal.aborted) await consumer.receive({ timeoutMs: 1000 })
    })()
    await dead.count(1)
    stop.abort()
    await receiving
    expect(dead.bodies).toEqual(['a1'])
  }, 60_000)

  it('waits for a message of any of its topics, and ends its wait with the signal or its end', async () => {
    const { start, send, producer } = await setup()
    const other = uniqueName('other')
    await send('a1')
    await producer.send({ topic: other, body: 'o1' })
    const consumer = await start()
    await consumer.subscribe(other)
    expect(textsOf(await receiveCount(consumer, 2)).sort()).toEqual(['a1', 'o1'])
    const waiting = consumer.receive({ timeoutMs: 30_000 })
    await producer.send({ topic: other, body: 'o2' })
    expect(textsOf(await waiting)).toEqual(['o2'])

    const stop = new AbortController()
    const aborted = consumer.receive({ timeoutMs: 30_000, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    const last = consumer.receive({ timeoutMs: 30_000 })
    await consumer.close()
    await expect(last).resolves.toEqual([])
  }, 60_000)

  it('says what it will not do', async () => {
    const consumer = createSimpleConsumer({ nameServers: sharedNameServer(), group: 'G' })
    await expect(consumer.receive()).rejects.toMatchObject({ code: 'ROCKETMQ_NOT_STARTED' })
    await consumer.start()
    await expect(consumer.receive()).rejects.toThrow('subscribe to a topic')
    await consumer.close()
    await expect(consumer.receive()).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
  })
})
