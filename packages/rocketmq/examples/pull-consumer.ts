// Reads a topic from its first message to its present end, and prints how many messages it has of each tag.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node pull-consumer.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import { createPullConsumer } from '@arq/rocketmq'

export async function countTags(
  nameServers: string,
  topic: string,
): Promise<ReadonlyMap<string, number>> {
  // Nothing is committed: the group begins at the first message each time.
  await using consumer = createPullConsumer({
    ...{ nameServers, group: 'tag-report', consumeFrom: 'first', autoCommit: false },
  })
  await consumer.start()
  const queues = await consumer.queuesOf(topic)
  await consumer.assign(queues)
  for (const queue of queues) await consumer.seekToBegin(queue)

  const counts = new Map<string, number>()
  for (;;) {
    const messages = await consumer.poll({ timeoutMs: 1000, maxMessages: 500 })
    if (messages.length === 0) return counts
    for (const { tags = 'none' } of messages) counts.set(tags, (counts.get(tags) ?? 0) + 1)
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const nameServers = process.env['ROCKETMQ_NAMESRV_ADDR'] ?? '127.0.0.1:9876'
  for (const [tag, count] of await countTags(nameServers, argv[2] ?? 'orders')) {
    console.log(tag, count)
  }
}
