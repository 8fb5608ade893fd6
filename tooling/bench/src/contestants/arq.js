import { setTimeout as wait } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { createConsoleLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

import { keepInFlight } from '../measure/in-flight.js'
import { argumentOf, sequenceOf, TASK_NAME } from '../measure/job.js'
import { countWaiting, fillQueue, takeWaiting } from './amqp-queue.js'
import { countKeys } from './redis-keys.js'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** @typedef {import('../contract.d.ts').Session} Session */

/** @type {import('../contract.d.ts').Contestant} */
export const arq = {
  open: async (place, { results }) => new ArqSession(place, results),
  fill: fillQueue,
  countWaiting,
  takeWaiting,
  countResults: (place) => countKeys(place, `${place.keyPrefix}:result:*`),
}

/**
 * Our packages as an application would use them, with one transport and one store for both sides.
 * @implements {Session}
 */
class ArqSession {
  #place
  #results
  #transport
  /** @type {RedisResultStore | undefined} */
  #store
  #logger = createConsoleLogger({ level: 'warn' })
  /** @type {import('@arq/client').Client | undefined} */
  #client
  /** @type {Worker | undefined} */
  #worker
  /** @type {Promise<void> | undefined} */
  #running

  /**
   * @param {import('../contract.d.ts').Place} place
   * @param {import('../contract.d.ts').Results} results
   */
  constructor(place, results) {
    this.#place = place
    this.#results = results
    this.#transport = newTransport(place)
  }

  async producer() {
    const { queueName } = this.#place
    const client = await createClient({
      transport: this.#transport,
      queueName,
      logger: this.#logger,
      // Without a store results come by reply; a client that wants none has one and leaves it alone.
      ...(this.#results !== 'reply' && {
        resultStore: this.#openStore(),
        trackQueued: this.#results === 'redis',
      }),
    })
    this.#client = client
    /** @type {import('../contract.d.ts').Producer['send']} */
    const send = (sequence, when = {}) => client.enqueueJob(TASK_NAME, [argumentOf(sequence)], when)
    /** @type {import('../contract.d.ts').Producer['enqueue']} */
    const enqueue = async (range, { way, inFlight }) => {
      if (way === 'batch') return enqueueInBatches(client, range, inFlight)
      if (way === 'stream') return enqueueAsStream(client, range)
      return keepInFlight({ ...range, width: inFlight }, (sequence, done) => {
        send(sequence).then(() => done(), done)
      })
    }
    return { enqueue, send }
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ concurrency, prefetch, onJob, workMs }) {
    const run = async (/** @type {unknown} */ _context, /** @type {string} */ argument) => {
      const sequence = sequenceOf(argument)
      onJob(sequence)
      if (workMs !== undefined) await wait(workMs)
      return sequence
    }
    const worker = new Worker({
      functions: [task(TASK_NAME, run)],
      transport: this.#transport,
      queueName: this.#place.queueName,
      maxConcurrentJobs: concurrency,
      prefetchCount: prefetch,
      logger: this.#logger,
      ...(this.#results === 'redis' && { resultStore: this.#openStore() }),
    })
    this.#worker = worker
    this.#running = worker.run()
    // Why it failed is told by close(), or by whoever waits for a job that does not come.
    this.#running.catch((error) => console.error(error))
    return {
      settled: async (/** @type {number} */ count) => {
        while (worker.counts.completed < count) await nextTurn()
      },
    }
  }

  async close() {
    await this.#worker?.stop()
    await this.#running
    await this.#client?.close()
  }

  #openStore() {
    const { redisUrl, keyPrefix } = this.#place
    this.#store ??= new RedisResultStore({ url: redisUrl, keyPrefix, degradeOnFailure: false })
    return this.#store
  }
}

/** @param {import('../contract.d.ts').Place} place */
function newTransport({ rabbitmqUrl, queueName, queueType, wire }) {
  const queues = { [queueName]: { type: queueType }, [`${queueName}.dlq`]: { type: queueType } }
  return new AmqpTransport({
    url: rabbitmqUrl,
    queues,
    // Ours, also on a broker that has the plugin.
    delayMechanism: 'ttl',
    ...(wire !== undefined && { wire }),
  })
}

/**
 * @param {import('@arq/client').Client} client
 * @param {import('../contract.d.ts').JobRange} range
 * @param {number} size
 */
async function enqueueInBatches(client, { from, count }, size) {
  const end = from + count
  for (let first = from; first < end; first += size) {
    const length = Math.min(size, end - first)
    await client.enqueueJobs(Array.from({ length }, (_, index) => specOf(first + index)))
  }
}

/**
 * @param {import('@arq/client').Client} client
 * @param {import('../contract.d.ts').JobRange} range
 */
async function enqueueAsStream(client, { from, count }) {
  let confirmed = 0
  for await (const job of client.enqueueJobStream(specs(from, from + count))) {
    if (job) confirmed += 1
  }
  if (confirmed !== count) throw new Error(`the stream gave ${confirmed} jobs for ${count} specs`)
}

/**
 * @param {number} from
 * @param {number} end
 */
function* specs(from, end) {
  for (let sequence = from; sequence < end; sequence += 1) yield specOf(sequence)
}

/** @param {number} sequence */
function specOf(sequence) {
  return { function: TASK_NAME, args: [argumentOf(sequence)] }
}
