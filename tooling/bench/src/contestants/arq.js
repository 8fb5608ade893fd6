import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { createConsoleLogger, task } from '@arq/core'
import { MongoResultStore } from '@arq/result-mongodb'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

import { MONGODB_VARIABLE } from '../bench-servers.js'
import { keepInFlight } from '../measure/in-flight.js'
import { argumentOf, filledIdOf, sequenceOf, TASK_NAME } from '../measure/job.js'
import { isKept } from '../measure/results.js'
import { countWaiting, fillDeadLetters, fillQueue, takeWaiting } from './amqp-queue.js'
import { featureSettings } from './features.js'
import { collectionPrefixOf, countDocuments } from './mongo-documents.js'
import { countRows, tablePrefixOf } from './postgres-tables.js'
import { countKeys } from './redis-keys.js'
import { countSqliteRows, sqliteUrlOf } from './sqlite-files.js'
import { telemetrySettings } from './telemetry.js'

/** Of one alone each would end with the broker idle: the next begins when its last confirm has come. */
const BATCHES_UNDER_WAY = 2

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** @typedef {import('../contract.d.ts').Session} Session */

/** @type {import('../contract.d.ts').Contestant} */
export const arq = {
  whyAbsent: async ({ results, layout }) =>
    results === 'mongodb' ? whyNoMongo() : whyNoLayout(layout),
  open: async (place, options) => new ArqSession(place, options),
  fill: fillQueue,
  fillDeadLetters,
  countWaiting,
  takeWaiting,
  countResults: async (place) =>
    (await countKeys(place, `${place.keyPrefix}:result:*`)) +
    (await countRows(place)) +
    (await countDocuments(place)) +
    countSqliteRows(place),
}

/**
 * Our packages as an application would use them, with one transport and one store for both sides.
 * @implements {Session}
 */
class ArqSession {
  #place
  #results
  #layout
  #telemetry
  #feature
  #transport
  /** @type {import('@arq/core').ResultStore | undefined} */
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
   * @param {import('../contract.d.ts').SessionOptions} options
   */
  constructor(place, { results, layout, telemetry, feature }) {
    this.#place = place
    this.#results = results
    this.#layout = layout
    this.#telemetry = telemetry
    this.#feature = feature
    this.#transport = newTransport(place)
  }

  async producer() {
    const client = await this.#openClient()
    /** @type {import('../contract.d.ts').Producer['send']} */
    const send = (sequence, when = {}) => client.enqueueJob(TASK_NAME, [argumentOf(sequence)], when)
    /** @type {import('../contract.d.ts').Producer['enqueue']} */
    const enqueue = async (range, { way, inFlight }) => {
      if (way === 'batch') return enqueueInBatches(client, range, inFlight)
      if (way === 'stream') return enqueueAsStream(client, range)
      return keepInFlight({ ...range, width: inFlight }, (sequence, done) => {
        const args = /** @type {const} */ ([argumentOf(sequence, range.argumentBytes)])
        client.enqueueJob(TASK_NAME, args).then(() => done(), done)
      })
    }
    return { enqueue, send }
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ concurrency, prefetch, onJob, workMs, onSignal }) {
    /**
     * @param {import('@arq/core').JobContext} context
     * @param {string} argument
     */
    const run = async (context, argument) => {
      const sequence = sequenceOf(argument)
      onJob(sequence)
      if (onSignal) {
        await once(context.signal, 'abort')
        onSignal(sequence)
      }
      if (workMs !== undefined) await wait(workMs)
      return sequence
    }
    const worker = new Worker({
      ...(this.#feature
        ? featureSettings(this.#feature, run)
        : { functions: [task(TASK_NAME, run)] }),
      transport: this.#transport,
      ...queuesOf(this.#place),
      maxConcurrentJobs: concurrency,
      prefetchCount: prefetch,
      logger: this.#logger,
      ...(isKept(this.#results) && { resultStore: this.#openStore() }),
      ...(this.#telemetry && (await telemetrySettings(this.#telemetry))),
    })
    this.#worker = worker
    this.#running = worker.run()
    // Why it failed is told by close(), or by whoever waits for a job that does not come.
    this.#running.catch((error) => console.error(error))
    return {
      settled: async (/** @type {number} */ count) => {
        while (worker.counts.completed + worker.counts.aborted < count) await nextTurn()
      },
    }
  }

  async reader() {
    const client = await this.#openClient()
    return {
      read: async (/** @type {readonly number[]} */ sequences) => {
        const found = await client.getJobResults(sequences.map(filledIdOf))
        return sequences.filter((sequence) => found.get(filledIdOf(sequence))?.result === sequence)
          .length
      },
    }
  }

  async countDeadLetters() {
    // As `arq queue-info` does it.
    const { queueName } = this.#place
    await this.#openClient()
    const info = await this.#transport.queueInfo(this.#transport.deadLetterQueueOf(queueName))
    return info?.ready ?? Number.NaN
  }

  async close() {
    await this.#worker?.stop()
    await this.#running
    await this.#client?.close()
  }

  async #openClient() {
    const { queueName } = this.#place
    this.#client ??= await createClient({
      transport: this.#transport,
      queueName,
      logger: this.#logger,
      // Without a store results come by reply; a client that wants none has one and leaves it alone.
      ...(this.#results !== 'reply' && {
        resultStore: this.#openStore(),
        trackQueued: isKept(this.#results),
      }),
    })
    return this.#client
  }

  #openStore() {
    this.#store ??= newStore(this.#place, this.#results, this.#layout)
    return this.#store
  }
}

/**
 * @param {import('../contract.d.ts').Place} place
 * @param {import('../contract.d.ts').Results} results
 * @param {import('../contract.d.ts').Layout | undefined} layout
 * @returns {import('@arq/core').ResultStore}
 */
function newStore(place, results, layout) {
  const { redisUrl, postgresqlUrl = '', mongodbUrl = '', keyPrefix } = place
  switch (results) {
    case 'postgresql':
      return new SqlResultStore({ url: postgresqlUrl, tablePrefix: tablePrefixOf(place) })
    case 'sqlite':
      return new SqlResultStore({ url: sqliteUrlOf(place), tablePrefix: tablePrefixOf(place) })
    case 'mongodb':
      return new MongoResultStore({ url: mongodbUrl, collectionPrefix: collectionPrefixOf(place) })
    default:
      return new RedisResultStore({ url: redisUrl, keyPrefix, ...layoutSetting(layout) })
  }
}

/**
 * @param {import('../contract.d.ts').Layout | undefined} layout
 * @returns {object} a setting that this version of the store may not know
 */
function layoutSetting(layout) {
  return layout === undefined ? {} : { layout }
}

/** @returns {string | undefined} */
function whyNoMongo() {
  if (process.env[MONGODB_VARIABLE]) return undefined
  return `name a MongoDB in ${MONGODB_VARIABLE}: the one that tests start tells nothing of its speed`
}

/** @param {import('../contract.d.ts').Layout | undefined} layout */
function whyNoLayout(layout) {
  try {
    // It connects when it is used.
    new RedisResultStore(layoutSetting(layout))
    return undefined
  } catch (error) {
    return `the result store takes no layout ${layout}: ${error instanceof Error ? error.message : error}`
  }
}

/** @param {import('../contract.d.ts').Place} place */
function queuesOf({ queueName, queueNames }) {
  return queueNames ? { queues: queueNames.map((name) => ({ name })) } : { queueName }
}

/** @param {import('../contract.d.ts').Place} place */
function newTransport({ rabbitmqUrl, queueName, queueNames = [queueName], queueType, wire }) {
  const names = queueNames.flatMap((name) => [name, `${name}.dlq`])
  const queues = Object.fromEntries(names.map((name) => [name, { type: queueType }]))
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
 * @param {number} inFlight jobs, of all batches together
 */
async function enqueueInBatches(client, { from, count }, inFlight) {
  const size = Math.ceil(inFlight / BATCHES_UNDER_WAY)
  const end = from + count
  let next = from
  const enqueueNext = async () => {
    while (next < end) {
      const first = next
      const length = Math.min(size, end - first)
      next += length
      await client.enqueueJobs(Array.from({ length }, (_, index) => specOf(first + index)))
    }
  }
  await Promise.all(Array.from({ length: BATCHES_UNDER_WAY }, enqueueNext))
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
