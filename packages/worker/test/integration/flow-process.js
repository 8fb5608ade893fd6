// A worker for the jobs of a flow in a process of its own, from the built packages, to be killed by tests.
import { appendFileSync } from 'node:fs'

import { silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const [rabbitUrl, storeUrl, prefix, queueName, witness] = process.argv.slice(2)

/** Written before anything else happens, so that it outlives this process. */
const note = (what, jobId) => appendFileSync(witness, `${what} ${jobId} ${process.pid}\n`)

const leaf = task('leaf', async (ctx, value) => {
  note('leaf', ctx.jobId)
  return value
})
const sum = task('sum', async (ctx, value) => {
  note('start', ctx.jobId)
  let total = value
  for await (const { result } of ctx.children()) total += result
  note('end', ctx.jobId)
  return total
})

const resultStore = storeUrl.startsWith('redis')
  ? new RedisResultStore({ url: storeUrl, keyPrefix: prefix })
  : new SqlResultStore({ url: storeUrl, tablePrefix: prefix })

await Worker.run({
  functions: [leaf, sum],
  queueName,
  maxConcurrentJobs: 20,
  logger: silentLogger,
  transport: new AmqpTransport({ url: rabbitUrl.split(',') }),
  resultStore,
})
