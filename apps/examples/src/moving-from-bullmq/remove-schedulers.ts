import { Queue } from 'bullmq'

const { REDIS_URL = 'redis://localhost:6379' } = process.env
const queue = new Queue('emails', { connection: { url: REDIS_URL } })
for (const { key } of await queue.getJobSchedulers()) await queue.removeJobScheduler(key)
await queue.close()
