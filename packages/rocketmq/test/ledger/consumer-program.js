// A member of a group in a process of its own, which a test can kill: `node consumer-program.js <settings as JSON>`.
// Writes `started`, and then a line for each message that it has consumed: its body, and as JSON what
// the ledger wants to know of where it is stored and how it came there.

import { stderr, stdout } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

import { createConsumer } from '@arq/rocketmq'

const LONGEST_MS = 10

/**
 * Resolves when the line is out: what was consumed must be known even when the next instruction is the last one.
 * A parent that is busy reads late, and its pipe is full meanwhile: a write that does not wait (`writeSync`) would
 * fail then, and with it the listener, whose message the group would rightly get once more.
 * @param {string} line
 */
const writeLine = (line) => new Promise((resolve) => stdout.write(`${line}\n`, resolve))

/** @type {{ topic: string, [setting: string]: unknown }} */
const { topic, ...settings } = JSON.parse(process.argv[2] ?? '')
const consumer = createConsumer(/** @type {import('@arq/rocketmq').ConsumerOptions} */ (settings))
consumer.subscribe(topic, async (message, { queue }) => {
  const { body, msgId, bornTimestamp, reconsumeTimes } = message
  // Work that takes its time, so that messages wait and listeners overtake each other where they may.
  await sleep(Math.random() * LONGEST_MS)
  // The topic that it was pulled from: of what is given back it is the group's retry topic.
  const place = `${queue.topic}/${message.queueId}:${message.queueOffset}`
  const stored = { place, msgId, bornTimestamp, reconsumeTimes }
  await writeLine(`${body.toString()} ${JSON.stringify(stored)}`)
})
consumer.on((event) => {
  // No listener here fails: one that does belongs into the output of the test.
  if (event.type === 'consumeFailed') stderr.write(`not consumed: ${inspect(event.outcome)}\n`)
})
await consumer.start()
await writeLine('started')
process.once('SIGTERM', () => void consumer.close())
