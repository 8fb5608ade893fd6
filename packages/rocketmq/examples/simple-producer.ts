// Sends a few messages and shows what became of each.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node simple-producer.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import { createProducer, isRocketMQError, producerSettings, type SendResult } from '@arq/rocketmq'

export async function sendOrders(
  environment: Readonly<Record<string, string | undefined>>,
  topic = 'orders',
): Promise<readonly SendResult[]> {
  const settings = { group: 'order-service' }
  const producer = createProducer(producerSettings({ preset: 'production', environment, settings }))
  await producer.start()
  const results: SendResult[] = []
  try {
    for (const id of ['o-1', 'o-2', 'o-3']) {
      const body = JSON.stringify({ id, state: 'paid' })
      const result = await producer.send({ topic, body, tags: 'paid', keys: id })
      console.log(`${id}: ${result.status}, ${result.msgId}, queue ${result.queue.queueId}`)
      results.push(result)
    }
  } catch (error) {
    // The code is for programs, the message for people: it names topic and broker, and what to do.
    if (isRocketMQError(error)) console.error(error.code, error.message)
    throw error
  } finally {
    await producer.close()
  }
  return results
}

if (argv[1] === fileURLToPath(import.meta.url)) await sendOrders(process.env)
