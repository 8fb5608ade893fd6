import { createClient } from '@arq/client'
import { createConsoleLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const charge = task('charge', (ctx, order: string, card: { holder: string; token: string }) => {
  ctx.logger.info('charging', { order, card })
  ctx.logger.debug('not shown at this level')
  return order
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({
  functions: [charge],
  ...servers,
  // Where lines go; the default is the same, on standard error.
  logger: createConsoleLogger({
    level: 'info',
    language: 'en',
    write: (line) => {
      if (line.includes('charging')) console.log('a line of the task')
    },
  }),
})
void worker.run()
const client = await createClient(servers)

const job = await client.enqueueJob(charge, ['order-7', { holder: 'Ada', token: 't0p' }])
await job.result()

// The last lines of an attempt are kept with its job.
const { log } = await job.info()
for (const line of log?.lines ?? []) {
  const [, level, ...words] = line.split(/ +/)
  console.log(level, words.join(' '))
}

await client.close()
await worker.stop()
