import { Queue, QueueEvents, Worker } from 'bullmq'

import { keepInFlight } from '../measure/in-flight.js'
import { argumentOf, sequenceOf, TASK_NAME } from '../measure/job.js'
import { useInstalledDriver } from './bullmq-driver.js'

const PAGE = 1000
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** @typedef {import('../contract.d.ts').Session} Session */

/** @type {import('../contract.d.ts').Contestant} */
export const bullmq = {
  open: async (place, options) => new BullSession(place, options),
  fill: (place, { from, count, argumentBytes }) =>
    withQueue(place, async (queue) => {
      for (let first = from; first < from + count; first += PAGE) {
        const length = Math.min(PAGE, from + count - first)
        const jobs = Array.from({ length }, (_, index) => jobOf(first + index, argumentBytes))
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
  #awaitsResults
  /** @type {Queue | undefined} */
  #queue
  /** @type {QueueEvents | undefined} */
  #events
  /** @type {Worker[]} */
  #workers = []

  /**
   * @param {import('../contract.d.ts').Place} place
   * @param {import('../contract.d.ts').SessionOptions} options
   */
  constructor(place, { results }) {
    useInstalledDriver()
    this.#place = place
    this.#awaitsResults = results === 'redis'
  }

  async producer() {
    const queue = newQueue(this.#place)
    this.#queue = queue
    // Every job that is waited for listens for the end of its queue.
    queue.setMaxListeners(0)
    await queue.waitUntilReady()
    /**
     * @param {number} sequence
     * @param {number} [argumentBytes]
     */
    const add = (sequence, argumentBytes) => {
      const { name, data } = jobOf(sequence, argumentBytes)
      return queue.add(name, data)
    }
    return {
      /** @type {import('../contract.d.ts').Producer['enqueue']} */
      enqueue: (range, { inFlight }) =>
        keepInFlight({ ...range, width: inFlight }, (sequence, done) => {
          add(sequence, range.argumentBytes).then(() => done(), done)
        }),
      /** @type {import('../contract.d.ts').Producer['send']} */
      send: async (sequence) => {
        if (!this.#awaitsResults) {
          await add(sequence)
          return withoutResult
        }
        const events = await this.#openEvents()
        const job = await add(sequence)
        return { result: () => job.waitUntilFinished(events) }
      },
    }
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ concurrency, onJob }) {
    const { queueName: only, queueNames = [only], keyPrefix, redisUrl } = this.#place
    let completed = 0
    const run = async (/** @type {import('bullmq').Job} */ job) => {
      const sequence = sequenceOf(job.data.argument)
      onJob(sequence)
      return sequence
    }
    for (const queueName of queueNames) {
      const worker = new Worker(queueName, run, {
        connection: { url: redisUrl, maxRetriesPerRequest: null },
        prefix: keyPrefix,
        concurrency: Math.ceil(concurrency / queueNames.length),
      })
      worker.on('completed', () => (completed += 1))
      worker.on('error', (error) => console.error(error))
      this.#workers.push(worker)
    }
    return {
      settled: async (/** @type {number} */ count) => {
        while (completed < count) await nextTurn()
      },
    }
  }

  async reader() {
    const queue = newQueue(this.#place)
    this.#queue = queue
    return {
      read: async (/** @type {readonly number[]} */ sequences) => {
        // BullMQ counts ids up from 1, as the jobs were filled in.
        const jobs = await Promise.all(sequences.map((sequence) => queue.getJob(`${sequence + 1}`)))
        return jobs.filter((job, index) => job?.returnvalue === sequences[index]).length
      },
    }
  }

  async close() {
    await Promise.all(this.#workers.map((worker) => worker.close()))
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

const withoutResult = {
  result: () => Promise.reject(new Error('this session was not opened for results')),
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

/**
 * @param {number} sequence
 * @param {number} [argumentBytes]
 */
function jobOf(sequence, argumentBytes) {
  return { name: TASK_NAME, data: { argument: argumentOf(sequence, argumentBytes) } }
}
