import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import type { ConsumeMessage } from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Consumers, Inbox, queueCount } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer() })
})
afterAll(() => java.close())

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

async function setup(options: Parameters<Consumers['create']>[1] = {}) {
  const producer = await producers.start(sharedNameServer(), { strategy: 'MESSAGE_HASH' })
  const topic = uniqueName('orderly')
  const group = uniqueName('group')
  const create = () =>
    consumers.create(sharedNameServer(), { group, mode: 'orderly', suspendMs: 50, ...options })
  /** One after the other: `key/0`, `key/1` and so on for each key, the keys in turn. */
  const sendSteps = async (keys: readonly string[], from: number, to: number) => {
    for (let step = from; step < to; step += 1) {
      for (const key of keys)
        await producer.send({ topic, body: `${key}/${step}`, shardingKey: key })
    }
  }
  const start = async (answer?: ConsumeMessage) => {
    const consumer = create()
    const inbox = new Inbox(answer)
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    return { consumer, inbox }
  }
  return { producer, topic, group, create, sendSteps, start }
}

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f']

/** The steps of a key in the order in which they were consumed for the first time. */
const stepsOf = (key: string, bodies: readonly string[]): readonly number[] => [
  ...new Set(
    bodies.filter((body) => body.startsWith(`${key}/`)).map((body) => Number(body.split('/')[1])),
  ),
]
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

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

  it('keeps the order while members of the group, Java’s among them, come and go', async () => {
    const { topic, group, sendSteps, start } = await setup()
    await sendSteps(KEYS, 0, 5)
    const order: string[] = []
    const note: ConsumeMessage = ({ body }) => void order.push(body.toString())
    const first = await start(note)
    await queueCount(first.consumer, 4)
    const second = await start(note)
    await queueCount(second.consumer, 2)
    await sendSteps(KEYS, 5, 15)
    await second.consumer.close()
    await queueCount(first.consumer, 4)
    await sendSteps(KEYS, 15, 25)

    const theirs = java.consume({ topic, group, isOrderly: true, withinMs: 60_000 })
    await theirs.started
    await queueCount(first.consumer, 2)
    await sendSteps(KEYS, 25, 35)
    const isComplete = () => {
      const both = new Set([...order, ...theirs.messages.map(({ body }) => body.toString())])
      return both.size === KEYS.length * 35
    }
    await Promise.race([first.inbox.until(isComplete), theirs.first(isComplete)])
    const got = (await theirs.stop()).map(({ body }) => body.toString())
    for (const key of KEYS) {
      // A queue moves to Java once, so its steps there follow those here.
      const ours = stepsOf(key, order)
      const moved = stepsOf(key, got).filter((step) => !ours.includes(step))
      expect([...ours, ...moved]).toEqual(upTo(35))
    }
  }, 120_000)

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
