// A worker in a process of its own, from the built packages. Its task `poison` kills the process.
import { setTimeout } from 'node:timers/promises'

import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { cron, Worker } from '@arq/worker'

const { rabbitUrl, redisUrl, layout, keyPrefix, queueName, type, how, settings, tickPattern } =
  JSON.parse(process.argv[2])

/** Every start is told at once: nothing that was written is lost with the process. */
const told = (word, ctx) => process.stdout.write(`${word} ${ctx.jobId} ${ctx.jobTry}\n`)

/** Tells of each copy of a suspect: that it was sent, and what the broker said of it when it was handed out. */
class WitnessedTransport extends AmqpTransport {
  async publish(message) {
    await super.publish(message)
    if (isAgain(message.queueName)) told('copied', { jobId: message.correlationId })
  }

  consume(name, options, onDelivery) {
    return super.consume(name, options, (delivery) => {
      const word = delivery.redelivered ? 'marked' : 'unmarked'
      if (isAgain(name)) told(word, { jobId: delivery.correlationId })
      onDelivery(delivery)
    })
  }
}

const isAgain = (name) => name === `arq.again.${queueName}`

const poison = task('poison', async (ctx) => {
  told('began', ctx)
  if (how === 'exit') process.exit(7)
  if (how === 'memory') for (const kept = []; ;) kept.push(new Array(1e5).fill(kept.length))
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => undefined)
})
const innocent = task('innocent', async (ctx, ms) => {
  told('began', ctx)
  await setTimeout(ms)
  told('ended', ctx)
  return ms
})
const stoppable = task('stoppable', async (ctx) => {
  told('began', ctx)
  await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
  told('ended', ctx)
})
/** As `innocent`, and ends when it is told to. */
const obedient = task('obedient', async (ctx, ms) => {
  told('began', ctx)
  await setTimeout(ms, undefined, { signal: ctx.signal })
  told('ended', ctx)
})

const tick = task('tick', (ctx) => {
  told('began', ctx)
  told('ended', ctx)
})

await Worker.run({
  cronJobs: tickPattern === undefined ? [] : [cron(tick, tickPattern)],
  functions: [poison, innocent, obedient, stoppable],
  queueName,
  maxConcurrentJobs: 10,
  prefetchCount: 100,
  ...settings,
  transport: new WitnessedTransport({
    url: rabbitUrl.split(','),
    queues: { [queueName]: { type } },
  }),
  ...(redisUrl === undefined
    ? {}
    : { resultStore: new RedisResultStore({ url: redisUrl, keyPrefix, layout }) }),
})
