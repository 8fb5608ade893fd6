// A worker in a process of its own that stops for ever at the end of each attempt that began without asking, to be
// killed there.
import { silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const [rabbitUrl, redisUrl, keyPrefix, queueName, step] = process.argv.slice(2)
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`)

const store = new RedisResultStore({ url: redisUrl, keyPrefix })
const transitionMany = store.transitionMany.bind(store)
store.transitionMany = async (changes) => {
  const hold = () => {
    for (const { jobId } of changes) say('held', jobId)
    return new Promise(() => {})
  }
  if (changes.some(({ guard }) => guard !== 'uncontested')) return transitionMany(changes)
  if (step === 'before result') return hold()
  await transitionMany(changes)
  return hold()
}

await Worker.run({
  functions: [task('brief', ({ jobId }) => `${jobId} by the first`)],
  queueName,
  logger: silentLogger,
  transport: new AmqpTransport({ url: rabbitUrl.split(',') }),
  resultStore: store,
})
