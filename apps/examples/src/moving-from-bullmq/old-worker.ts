import { Worker } from 'bullmq'

const { REDIS_URL = 'redis://localhost:6379' } = process.env
const worker = new Worker<{ to: string }>(
  'emails',
  async (job) => {
    switch (job.name) {
      case 'welcome':
        if (job.data.to === 'flaky' && job.attemptsMade === 0) throw new Error('try again')
        await job.updateProgress(50)
        console.log(`BullMQ: welcome ${job.data.to}`)
        break
      case 'remind':
        console.log(`BullMQ: remind ${job.data.to}`)
        break
      case 'digest':
        console.log('BullMQ: digest')
    }
  },
  { connection: { url: REDIS_URL } },
)
process.once('SIGTERM', () => void worker.close())
