// A member of a group in a process of its own, which a test can kill: `node consumer-program.js <settings as JSON>`.
// Writes `started`, and then a line for each message that it has consumed: its body, where it is stored,
// and its unique id.

import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { createConsumer } from '@arq/rocketmq'

const LONGEST_MS = 10

/** @type {{ topic: string, [setting: string]: unknown }} */
const { topic, ...settings } = JSON.parse(process.argv[2] ?? '')
const consumer = createConsumer(/** @type {import('@arq/rocketmq').ConsumerOptions} */ (settings))
consumer.subscribe(topic, async ({ body, queueId, queueOffset, msgId }) => {
  // Work that takes its time, so that messages wait and listeners overtake each other where they may.
  await sleep(Math.random() * LONGEST_MS)
  // Written at once: what was consumed must be known even when the next instruction is the last one.
  writeSync(1, `${body.toString()} ${queueId}:${queueOffset} ${msgId}\n`)
})
await consumer.start()
writeSync(1, 'started\n')
process.once('SIGTERM', () => void consumer.close())
