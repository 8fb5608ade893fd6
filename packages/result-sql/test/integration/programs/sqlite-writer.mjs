// A process that writes jobs to a file until it is killed: one line for each that it was told is kept.
import { writeSync } from 'node:fs'

import { SqlResultStore } from '../../../dist/index.js'

const AT_ONCE = 10
const TTL_MS = 600_000
const ENQUEUED = '2026-11-22T01:35:00.675+00:00'
const [, , url, name] = process.argv
const store = new SqlResultStore({ url })
await store.connect()

const record = (jobId) => ({
  ...{ jobId, status: 'queued', functionName: 'send_email', args: [jobId], kwargs: {} },
  ...{ queueName: 'default', retryCount: 0, workerId: 'pending' },
  ...{ enqueueTime: ENQUEUED, startTime: ENQUEUED, createdAt: ENQUEUED },
})

async function createAndEnd(jobId) {
  const first = record(jobId)
  await store.create(first, { ttlMs: TTL_MS })
  const ended = { ...first, status: 'completed', token: name, result: jobId }
  await store.transition({ record: ended, guard: 'end', ttlMs: TTL_MS })
  writeSync(1, `${jobId}\n`)
}

for (let count = 0; ; count += AT_ONCE) {
  const ids = Array.from({ length: AT_ONCE }, (_, index) => `${name}-${count + index}`)
  await Promise.all(ids.map(createAndEnd))
}
