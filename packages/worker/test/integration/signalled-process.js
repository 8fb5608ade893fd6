// A worker in a process of its own, from the built packages, whose jobs wait for a signal. It says what each of them does.
import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const { rabbitUrl, storeModule, storeName, storeSettings, queueName } = JSON.parse(process.argv[2])
const { [storeName]: Store } = await import(storeModule)

const say = (word, { jobId }) => process.stdout.write(`${word} ${jobId}\n`)

const order = task('order', async (ctx) => {
  await ctx.step('ask', () => say('asked', ctx))
  const answer = await ctx.waitFor('approval', { timeout: '1h' })
  await ctx.step('book', () => say('booked', ctx))
  return answer
})

await Worker.run({
  functions: [order],
  queueName,
  logger: silentLogger,
  transport: new AmqpTransport({ url: rabbitUrl.split(','), reconnectInterval: '200ms' }),
  resultStore: new Store(storeSettings),
  maxDeliveries: 0,
  maxConcurrentJobs: 8,
  prefetchCount: 10,
})
