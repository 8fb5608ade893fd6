// A worker in a process of its own, which a test can kill:
// `node worker-program.js <settings of the transport as JSON> [<settings of a Redis result store>]`.
// Writes `started`, and then a line for each job that it has run: its number.

import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { RocketMQTransport } from '@arq/transport-rocketmq'
import { Worker } from '@arq/worker'

const LONGEST_MS = 10

const count = task('count', async (_ctx, /** @type {number} */ number) => {
  // Work that takes its time, so that jobs are running whenever the process is killed.
  await sleep(Math.random() * LONGEST_MS)
  // Written at once: what was run must be known even when the next instruction is the last one.
  writeSync(1, `${number}\n`)
})

const [settings = '{}', store] = process.argv.slice(2)
const worker = new Worker({
  transport: new RocketMQTransport(JSON.parse(settings)),
  ...(store !== undefined && { resultStore: new RedisResultStore(JSON.parse(store)) }),
  functions: [count],
  queueName: 'counted',
  maxConcurrentJobs: 20,
  logger: silentLogger,
})
process.once('SIGTERM', () => void worker.stop())
writeSync(1, 'started\n')
await worker.run()
