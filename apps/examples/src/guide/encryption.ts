import { randomBytes } from 'node:crypto'

import { createClient } from '@arq/client'
import { encryption, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const charge = task('charge', (_ctx, card: string) => `charged ${card.slice(-4)}`)

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
// In production they come from a vault or the environment, as base64 of 32 bytes.
const [spring, autumn] = [randomBytes(32), randomBytes(32)]
const before = encryption({ keys: { '2026-05': spring }, use: '2026-05' })
const after = encryption({ keys: { '2026-05': spring, '2026-11': autumn }, use: '2026-11' })

const client = await createClient({ ...servers, encryption: after })
const job = await client.enqueueJob(charge, ['4000 0566 5566 5556'])

// A worker that does not have the new key yet leaves the job to others.
const old = new Worker({ functions: [charge], ...servers, encryption: before })
const waiting = new Promise<string>((resolve) =>
  old.on('jobAwaitsKey', (event) => resolve(event.keyId)),
)
void old.run()
console.log(`waits for a worker with the key ${await waiting}: ${await job.status()}`)
await old.stop()

const worker = new Worker({ functions: [charge], ...servers, encryption: after })
void worker.run()
console.log(await job.result())

// Who has no key sees that there is something, and not what.
const stranger = await createClient(servers)
const { args, result } = await stranger.getJob(job.jobId).info()
console.log(args, result)

await Promise.all([client.close(), stranger.close(), worker.stop()])
