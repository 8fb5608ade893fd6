import { createPostgresBackend, Queue, Worker } from 'bullmq'

import { argumentOf, sequenceOf, TASK_NAME } from '../measure/job.js'
import { schemaOf } from './postgres-tables.js'

const PAGE = 1000
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** @typedef {import('../contract.d.ts').Place} Place */
/** @typedef {import('../contract.d.ts').Session} Session */

/** @type {import('../contract.d.ts').Contestant} */
export const bullmqPostgres = {
  open: async (place) => new BullSession(place),
  fill: (place, { from, count, argumentBytes }) =>
    withQueue(place, async (queue) => {
      for (let first = from; first < from + count; first += PAGE) {
        const length = Math.min(PAGE, from + count - first)
        const jobs = Array.from({ length }, (_, index) => {
          return { name: TASK_NAME, data: { argument: argumentOf(first + index, argumentBytes) } }
        })
        await queue.addBulk(jobs)
      }
    }),
  countWaiting: (place) =>
    withQueue(place, (queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'failed')),
  takeWaiting: () =>
    Promise.reject(new Error('only processing is measured of BullMQ on PostgreSQL')),
  countResults: (place) => withQueue(place, (queue) => queue.getCompletedCount()),
}

/**
 * BullMQ on its backend for PostgreSQL, with its defaults.
 * @implements {Session}
 */
class BullSession {
  #place
  /** @type {{ close(): Promise<void> } | undefined} */
  #worker

  /** @param {Place} place */
  constructor(place) {
    this.#place = place
  }

  producer() {
    return Promise.reject(new Error('only processing is measured of BullMQ on PostgreSQL'))
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ concurrency, onJob }) {
    let completed = 0
    const run = async (/** @type {import('bullmq').Job} */ job) => {
      const sequence = sequenceOf(job.data.argument)
      onJob(sequence)
      return sequence
    }
    const options = { connection: connectionOf(this.#place), concurrency }
    const worker = new Worker(this.#place.queueName, run, options, createPostgresBackend)
    worker.on('completed', () => (completed += 1))
    worker.on('error', (error) => console.error(error))
    this.#worker = worker
    return {
      settled: async (/** @type {number} */ count) => {
        while (completed < count) await nextTurn()
      },
    }
  }

  async close() {
    await this.#worker?.close()
  }
}

/** @param {Place} place */
const connectionOf = (place) => ({
  connectionString: place.postgresqlUrl ?? '',
  schema: schemaOf(place),
  migrate: true,
})

/**
 * @template T
 * @param {Place} place
 * @param {(queue: Pick<Queue, 'addBulk' | 'getJobCountByTypes' | 'getCompletedCount'>) => Promise<T>} work
 */
async function withQueue(place, work) {
  const queue = new Queue(
    place.queueName,
    { connection: connectionOf(place) },
    createPostgresBackend,
  )
  await queue.waitUntilReady()
  try {
    return await work(queue)
  } finally {
    await queue.close()
  }
}
