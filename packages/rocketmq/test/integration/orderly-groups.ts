import { afterEach } from '@jest/globals'

import type { ConsumeMessage } from '../../src/index.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
export const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

/** A group of orderly consumers, and a topic with the steps of several keys. */
export async function setup(options: Parameters<Consumers['create']>[1] = {}) {
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

export const KEYS = ['a', 'b', 'c', 'd', 'e', 'f']
