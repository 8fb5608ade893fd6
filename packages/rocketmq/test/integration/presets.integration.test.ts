import { afterEach, describe, expect, it } from '@jest/globals'

import {
  CONSUMER_PRESETS,
  type ConsumerPreset,
  consumerSettings,
  createConsumer,
  createProducer,
  PRODUCER_PRESETS,
  type ProducerPreset,
  producerSettings,
  type PushConsumer,
} from '../../src/index.js'
import { Inbox } from './consumers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const COUNT = 40
const numbered = Array.from({ length: COUNT }, (_, index) => `m${index}`)

/** All that says where the servers are and what the groups are called comes from the environment. */
const environmentOf = (name: string) => ({
  ROCKETMQ_NAMESRV_ADDR: sharedNameServer(),
  ROCKETMQ_PRODUCER_GROUP: `producers-${name}`,
  ROCKETMQ_CONSUMER_GROUP: `consumers-${name}`,
  ROCKETMQ_REBALANCE_INTERVAL_MS: '1000',
})

async function producerOf(preset: ProducerPreset, name: string) {
  const producer = createProducer(producerSettings({ preset, environment: environmentOf(name) }))
  open.push(producer)
  await producer.start()
  return producer
}

async function consumerOf(
  preset: ConsumerPreset,
  name: string,
  inbox: Inbox,
): Promise<PushConsumer> {
  const consumer = createConsumer(
    consumerSettings({
      ...{ preset, environment: environmentOf(name), settings: { consumeFrom: 'first' } },
    }),
  )
  open.push(consumer)
  consumer.subscribe(name, inbox.listener)
  await consumer.start()
  return consumer
}

describe('the presets of producers, with an environment', () => {
  const names = Object.keys(PRODUCER_PRESETS) as ProducerPreset[]

  it.each(names)(
    '%s: a producer sends what a consumer gets',
    async (preset) => {
      const name = uniqueName(preset)
      const producer = await producerOf(preset, name)
      const results = await Promise.all(
        numbered.map((body, index) =>
          producer.send({ topic: name, body, shardingKey: `key ${index % 4}` }),
        ),
      )
      const inbox = new Inbox()
      await consumerOf('default', name, inbox)
      await inbox.count(COUNT)
      expect([...inbox.bodies].sort()).toEqual([...numbered].sort())
      expect(new Set(results.map(({ msgId }) => msgId)).size).toBe(COUNT)

      const { batched } = producer.stats()
      expect(batched > 0).toBe(preset === 'high-performance')
      // One key, one queue: only where that was asked for.
      const queuesOfKey = numbered.map((_, index) => {
        const ofKey = results.filter((_result, at) => at % 4 === index % 4)
        return new Set(ofKey.map(({ queue }) => queue.queueId)).size
      })
      if (preset === 'order-sequenced') expect(new Set(queuesOfKey)).toEqual(new Set([1]))
    },
    60_000,
  )
})

describe('the presets of consumers, with an environment', () => {
  const names = Object.keys(CONSUMER_PRESETS) as ConsumerPreset[]

  it.each(names)(
    '%s: a consumer gets what a producer sends',
    async (preset) => {
      const name = uniqueName(preset)
      const producer = await producerOf('order-sequenced', name)
      for (const [index, body] of numbered.entries()) {
        await producer.send({ topic: name, body, shardingKey: `key ${index % 4}` })
      }
      let running = 0
      let most = 0
      const inbox = new Inbox(async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      })
      const consumer = await consumerOf(preset, name, inbox)
      await inbox.count(COUNT)
      expect([...inbox.bodies].sort()).toEqual([...numbered].sort())
      const { concurrency = 20, pullThresholdMessages = 1000 } = CONSUMER_PRESETS[preset]
      expect(most).toBeLessThanOrEqual(concurrency)
      for (const { held } of consumer.queueStats()) {
        expect(held).toBeLessThanOrEqual(pullThresholdMessages)
      }
      if (preset !== 'order-sequenced') return
      for (const key of [0, 1, 2, 3]) {
        const ofKey = numbered.filter((_, index) => index % 4 === key)
        expect(inbox.bodies.filter((body) => ofKey.includes(body))).toEqual(ofKey)
      }
    },
    60_000,
  )

  it('take what is set before the environment, and that before the preset', async () => {
    const name = uniqueName('layers')
    const environment = { ...environmentOf(name), ROCKETMQ_CONSUMER_CONCURRENCY: '2' }
    const producer = await producerOf('testing', name)
    for (const body of numbered) await producer.send({ topic: name, body })
    let running = 0
    let most = 0
    const inbox = new Inbox(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    })
    const settings = { consumeFrom: 'first', group: `${name}-own` } as const
    const consumer = createConsumer(
      consumerSettings({ preset: 'high-throughput', environment, settings }),
    )
    open.push(consumer)
    consumer.subscribe(name, inbox.listener)
    await consumer.start()
    await inbox.count(COUNT)
    expect(most).toBe(2)
  }, 60_000)
})
