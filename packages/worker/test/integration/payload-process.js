// A client or a worker in a process of its own, from the built packages, whose payload store stops it for ever at one
// call, to be killed there.
import { createClient } from '@arq/client'
import { filePayloads, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const {
  role,
  holdAt,
  rabbitUrl,
  redisUrl,
  keyPrefix,
  queueName,
  folder,
  bytes,
  jobId,
  claimLease,
} = JSON.parse(process.argv[2])

const say = (...words) => process.stdout.write(`${words.join(' ')}\n`)
const hold = async (place) => {
  if (place !== holdAt) return
  say('held', place)
  await new Promise(() => {})
}

const files = filePayloads(folder)
const store = {
  description: files.description,
  ready: () => files.ready(),
  async put(...args) {
    await files.put(...args)
    await hold('put')
  },
  async get(key) {
    const found = await files.get(key)
    await hold('fetched')
    return found
  },
  delete: (key) => files.delete(key),
}

const parts = {
  queueName,
  logger: silentLogger,
  transport: new AmqpTransport({ url: rabbitUrl.split(','), reconnectInterval: '200ms' }),
  resultStore: new RedisResultStore({ url: redisUrl, keyPrefix }),
  payloads: { store },
}

if (role === 'client') {
  const client = await createClient({ ...parts, claimLease })
  await client.enqueueJob('doubled', ['x'.repeat(bytes)], { jobId })
  say('enqueued')
  await client.close()
} else {
  await Worker.run({
    ...parts,
    functions: [
      task('doubled', async (ctx, text) => {
        say('ran', ctx.jobId)
        await hold('running')
        return text + text
      }),
    ],
  })
}
