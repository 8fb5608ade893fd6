import { Queue, QueueEvents, Worker } from 'bullmq'

import { keepInFlight } from '../measure/in-flight.js'
import { argumentOf, sequenceOf, TASK_NAME } from '../measure/job.js'
import { useInstalledDriver } from './bullmq-driver.js'

const PAGE = 1000
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** @typedef {import('../contract.d.ts').Session} Session */

/** @type {import('../contract.d.ts').Contestant} */
export const bullmq = {
  open: async (place) => new BullSession(place),
  fill: (place, { from, count }) =>
    withQueue(place, async (queue) => {
      for (let first = from; first < from + count; first += PAGE) {
        const length = Math.min(PAGE, from + count - first)
        const jobs = Array.from({ length }, (_, index) => jobOf(first + index))
        await queue.addBulk(jobs)
      }
    }),
  countWaiting: (place) =>
    withQueue(place, (queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'failed')),
  takeWaiting: (place, onJob) =>
    withQueue(place, async (queue) => {
      const waiting = await queue.getWaitingCount()
      for (let first = 0; first < waiting; first += PAGE) {
        const jobs = await queue.getWaiting(first, first + PAGE - 1)
        jobs.forEach((job) => onJob(sequenceOf(job.data.argument)))
      }
      await queue.drain()
    }),
  countResults: (place) => withQueue(place, (queue) => queue.getCompletedCount()),
}

/**
 * BullMQ with its defaults: it always keeps state and results in Redis.
 * @implements {Session}
 */
class BullSession {
  #place
  /** @type {Queue | undefined} */
  #queue
  /** @type {QueueEvents | undefined} */
  #events
  /** @type {Worker | undefined} */
  #worker

  /** @param {import('../contract.d.ts').Place} place */
  constructor(place) {
    useInstalledDriver()
    this.#place = place
  }

  async producer() {
    const queue = newQueue(this.#place)
    this.#queue = queue
    // Every job that is waited for listens for the end of its queue.
    queue.setMaxListeners(0)
    await queue.waitUntilReady()
    const add = (/** @type {number} */ sequence) => {
      const { name, data } = jobOf(sequence)
      return queue.add(name, data)
    }
    return {
      /** @type {import('../contract.d.ts').Producer['enqueue']} */
      enqueue: (range, { inFlight }) =>
        keepInFlight({ ...range, width: inFlight }, (sequence, done) => {
          add(sequence).then(() => done(), done)
        }),
      /** @type {import('../contract.d.ts').Producer['send']} */
      send: async (sequence) => {
        const events = await this.#openEvents()
        const job = await add(sequence)
        return { result: () => job.waitUntilFinished(events) }
      },
    }
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ concurrency, onJob }) {
    const { queueName, keyPrefix, redisUrl } = this.#place
    let completed = 0
    const run = async (/** @type {import('bullmq').Job} */ job) => {
      const sequence = sequenceOf(job.data.argument)
      onJob(sequence)
      return sequence
    }
    const worker = new Worker(queueName, run, {
      connection: { url: redisUrl, maxRetriesPerRequest: null },
      prefix: keyPrefix,
      concurrency,
    })
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
    await this.#events?.close()
    await this.#queue?.close()
  }

  async #openEvents() {
    const { queueName, keyPrefix: prefix, redisUrl: url } = this.#place
    this.#events ??= new QueueEvents(queueName, { connection: { url }, prefix })
    await this.#events.waitUntilReady()
    return this.#events
  }
}

/** @param {import('../contract.d.ts').Place} place */
function newQueue({ queueName, keyPrefix: prefix, redisUrl: url }) {
  useInstalledDriver()
  return new Queue(queueName, { connection: { url }, prefix })
}

/**
 * @template T
 * @param {import('../contract.d.ts').Place} place
 * @param {(queue: Queue) => Promise<T>} work
 */
async function withQueue(place, work) {
  const queue = newQueue(place)
  try {
    return await work(queue)
  } finally {
    await queue.close()
  }
}

/** @param {number} sequence */
function jobOf(sequence) {
  return { name: TASK_NAME, data: { argument: argumentOf(sequence) } }
}
