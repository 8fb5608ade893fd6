// A client in a process of its own, from the built packages. Told `go`, it enqueues one id many times at once, and says
// how many of the calls got a job.
import { once } from 'node:events'

import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

const { rabbitUrl, redisUrl, keyPrefix, queueName, jobId, calls, claimLease, hangs } = JSON.parse(
  process.argv[2],
)

const say = (line) => process.stdout.write(`${line}\n`)

/** Has an id claimed, and never sends the job. */
class HangingTransport extends AmqpTransport {
  publish() {
    say('claimed')
    return new Promise(() => undefined)
  }
}

const client = await createClient({
  transport: new (hangs ? HangingTransport : AmqpTransport)({ url: rabbitUrl.split(',') }),
  resultStore: new RedisResultStore({ url: redisUrl, keyPrefix }),
  queueName,
  claimLease,
})
say('ready')
await once(process.stdin, 'data')
const jobs = await Promise.all(
  Array.from({ length: calls }, () => client.enqueueJob('counted', [], { jobId })),
)
say(`jobs ${String(jobs.filter((job) => job !== null).length)}`)
process.stdin.destroy()
await client.close()
