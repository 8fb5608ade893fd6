// A worker in a process of its own that stops for ever at one step of settling, to be killed there. Without a step it
// works as any other.
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

import { holdStore, holdTransport } from './hold-points.js'
import { settleTasks } from './settle-tasks.js'

const [rabbitUrl, redisUrl, keyPrefix, queueName, step] = process.argv.slice(2)
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`)
const hold = {
  step,
  at: (jobId) => {
    say('held', jobId)
    return new Promise(() => {})
  },
}

await Worker.run({
  functions: settleTasks(({ jobId, jobTry }) => {
    say('ran', jobId, jobTry)
    return step === 'in its run' ? hold.at(jobId) : undefined
  }),
  queueName,
  transport: holdTransport(new AmqpTransport({ url: rabbitUrl.split(',') }), hold),
  resultStore: holdStore(new RedisResultStore({ url: redisUrl, keyPrefix }), hold),
})
