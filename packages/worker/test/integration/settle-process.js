// A worker in a process of its own that stops for ever at one step of settling, to be killed there. Without a step it
// works as any other.
import { Retry, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

import { holdStore, holdTransport } from './hold-points.js'

const [rabbitUrl, redisUrl, keyPrefix, queueName, step] = process.argv.slice(2)
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`)
const hold = {
  step,
  at: (jobId) => {
    say('held', jobId)
    return new Promise(() => {})
  },
}
const noted = (name, run) =>
  task(name, async (ctx) => {
    say('ran', ctx.jobId, ctx.jobTry)
    if (step === 'in its run') await hold.at(ctx.jobId)
    return run(ctx)
  })

await Worker.run({
  functions: [
    noted('done', () => 'first'),
    noted('again', ({ jobTry }) => {
      if (jobTry === 1) throw new Retry({ defer: 0 })
      return 'second'
    }),
    noted('broken', () => {
      throw new Error('broken for good')
    }),
  ],
  queueName,
  transport: holdTransport(new AmqpTransport({ url: rabbitUrl }), hold),
  resultStore: holdStore(new RedisResultStore({ url: redisUrl, keyPrefix }), hold),
})
