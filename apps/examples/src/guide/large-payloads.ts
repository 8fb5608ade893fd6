import { tmpdir } from 'node:os'
import path from 'node:path'

import { createClient } from '@arq/client'
import { filePayloads, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const report = task('report', (_ctx, rows: string[]) => rows.join('\n'))

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
// In production a folder that all machines share, or a bucket: s3Payloads() of @arq/result-s3.
const payloads = { store: filePayloads(path.join(tmpdir(), 'arq-payloads')) }

const client = await createClient({ ...servers, payloads })
const worker = new Worker({ functions: [report], ...servers, payloads })
void worker.run()

// 20 MB: the transport would refuse them as one message.
const rows = Array.from({ length: 1_000_000 }, (_, number) => `row number ${number}`)
const job = await client.enqueueJob(report, [rows])
const text = await job.result()
console.log(`${rows.length} rows sent, ${text.length} characters came back`)

// Who has no payload store sees how large it is, and not what.
const stranger = await createClient(servers)
const { args, result } = await stranger.getJob(job.jobId).info()
console.log(args, result)

await Promise.all([client.close(), stranger.close(), worker.stop()])
