import { createClient } from '@arq/client'
import { type JobContext, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

/** What tasks find in ctx.extra: one for the whole worker, such as a pool of connections. */
interface Extra {
  names: Map<number, string>
}

const greet = task('greet', (ctx: JobContext<Extra>, id: number) => {
  const name = ctx.extra.names.get(id)
  if (name === undefined) throw new Error(`nobody is ${id}`)
  console.log(`  task: Hello, ${name}`)
  return name
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
let hasEnded = (): void => undefined
const worker = new Worker<Extra>({
  functions: [greet],
  ...servers,
  onStartup: (ctx) => {
    console.log('onStartup')
    ctx.extra.names = new Map([[1, 'Ada']])
  },
  onJobStart: (ctx) => console.log(`onJobStart: ${ctx.taskName}, try ${ctx.jobTry}`),
  around: async (_ctx, run) => {
    console.log(' around: before')
    await run().finally(() => console.log(' around: after'))
  },
  onJobSuccess: (_ctx, result) => console.log(`onJobSuccess: ${String(result)}`),
  onJobFailure: (_ctx, error) => console.log(`onJobFailure: ${String(error)}`),
  onJobEnd: () => console.log('onJobEnd'),
  afterJobEnd: () => {
    console.log('afterJobEnd: stored and acknowledged')
    hasEnded()
  },
  onShutdown: () => console.log('onShutdown'),
})
void worker.run()
const client = await createClient(servers)

for (const id of [1, 2]) {
  const end = new Promise<void>((resolve) => (hasEnded = resolve))
  await client.enqueueJob(greet, [id])
  await end
}

await worker.stop()
await client.close()
