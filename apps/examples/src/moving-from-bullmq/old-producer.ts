import { Queue } from 'bullmq'

const { REDIS_URL = 'redis://localhost:6379', DIGEST_AT = '0 9 * * *' } = process.env
const queue = new Queue('emails', { connection: { url: REDIS_URL } })

await queue.upsertJobScheduler('digest', { pattern: DIGEST_AT }, { name: 'digest' })
for (const to of process.argv.slice(2)) {
  const backoff = { type: 'exponential', delay: 500 }
  await queue.add('welcome', { to }, { attempts: 3, backoff })
}
await queue.add('remind', { to: 'in-a-second' }, { delay: 1000 })
await queue.add('remind', { to: 'in-a-month' }, { delay: 30 * 24 * 3600 * 1000 })
await queue.close()
