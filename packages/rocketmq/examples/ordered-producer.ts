// Steps of one order keep their order: one sharding key goes to one queue, in every process, and in Java's clients too.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node ordered-producer.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import { createProducer, producerSettings } from '@arq/rocketmq'

const STEPS = ['created', 'paid', 'shipped']

/** @returns the queue of each order */
export async function sendSteps(
  environment: Readonly<Record<string, string | undefined>>,
  topic = 'order-steps',
): Promise<ReadonlyMap<string, number>> {
  const settings = { group: 'order-steps' }
  const preset = 'order-sequenced'
  const producer = createProducer(producerSettings({ preset, environment, settings }))
  await producer.start()
  const queues = new Map<string, number>()
  const sendOrder = async (order: string): Promise<void> => {
    for (const step of STEPS) {
      // Await one before the next: two under way at once may change places.
      const sent = await producer.send({ topic, body: `${order} ${step}`, shardingKey: order })
      queues.set(order, sent.queue.queueId)
    }
  }
  try {
    // Different orders need not wait for each other.
    await Promise.all(['o-1', 'o-2', 'o-3'].map(sendOrder))
  } finally {
    await producer.close()
  }
  for (const [order, queueId] of queues) console.log(`${order}: queue ${queueId}`)
  return queues
}

if (argv[1] === fileURLToPath(import.meta.url)) await sendSteps(process.env)
