// Many messages in few sends: lists by hand, and single sends collected behind the scenes.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node batch-producer.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import { BatchFailed, createProducer, producerSettings, type ProducerStats } from '@arq/rocketmq'

export async function sendMeasurements(
  environment: Readonly<Record<string, string | undefined>>,
  topic = 'measurements',
): Promise<ProducerStats> {
  const settings = { group: 'sensors', autoBatch: { lingerMs: 10 } }
  const producer = createProducer(producerSettings({ environment, settings }))
  await producer.start()
  try {
    // A list of any length: it is split so that brokers take it.
    const list = Array.from({ length: 1000 }, (_, index) => ({ topic, body: `reading ${index}` }))
    const results = await producer.sendBatch(list)
    console.log(`${results.length} messages stored, the first as ${results[0]?.msgId ?? '-'}`)

    // Single sends that come close together travel together; each has its own result.
    await Promise.all(['a', 'b', 'c'].map((body) => producer.send({ topic, body })))
  } catch (error) {
    if (error instanceof BatchFailed) {
      const failed = error.errors.flatMap((reason, index) => (reason === undefined ? [] : [index]))
      console.error(`not stored: messages ${failed.join(', ')}`)
    }
    throw error
  } finally {
    await producer.close()
  }
  const stats = producer.stats()
  console.log(`${stats.sent} sent, ${stats.batched} of them in batches, ${stats.failed} failed`)
  return stats
}

if (argv[1] === fileURLToPath(import.meta.url)) await sendMeasurements(process.env)
