import PgBoss from 'pg-boss'

import { argumentOf, sequenceOf } from '../measure/job.js'
import { countIn, schemaOf } from './postgres-tables.js'

const PAGE = 1000
/** Of two, one has jobs while the other waits for the database. More were no faster. */
const LOOPS = 2
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** @typedef {import('../contract.d.ts').Place} Place */
/** @typedef {import('../contract.d.ts').Session} Session */

/** @type {import('../contract.d.ts').Contestant} */
export const pgBoss = {
  open: async (place) => new BossSession(place),
  fill: (place, { from, count, argumentBytes }) =>
    withBoss(place, async (boss) => {
      const { queueName: name } = place
      await boss.createQueue(name)
      for (let first = from; first < from + count; first += PAGE) {
        const length = Math.min(PAGE, from + count - first)
        const jobs = Array.from({ length }, (_, index) => {
          return { name, data: { argument: argumentOf(first + index, argumentBytes) } }
        })
        await boss.insert(jobs)
      }
    }),
  countWaiting: (place) => countIn(place, `${schemaOf(place)}.job`, `state < 'completed'`),
  takeWaiting: () => Promise.reject(new Error('only processing is measured of pg-boss')),
  countResults: (place) => countIn(place, `${schemaOf(place)}.job`, `state = 'completed'`),
}

/**
 * pg-boss by its `fetch` and `complete`, many jobs a call, as fast as they answer: its own workers look for jobs twice a second
 * at most. A batch is completed in one call, without results of its own for each job.
 * @implements {Session}
 */
class BossSession {
  #place
  #boss
  #isClosing = false
  /** @type {Promise<void>[]} */
  #loops = []

  /** @param {Place} place */
  constructor(place) {
    this.#place = place
    this.#boss = newBoss(place)
  }

  producer() {
    return Promise.reject(new Error('only processing is measured of pg-boss'))
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ concurrency, onJob }) {
    await this.#boss.start()
    const { queueName } = this.#place
    const batchSize = Math.ceil(concurrency / LOOPS)
    let completed = 0
    const run = async (/** @type {string} */ argument) => onJob(sequenceOf(argument))
    const loop = async () => {
      while (!this.#isClosing) {
        const jobs = await this.#boss.fetch(queueName, { batchSize })
        if (jobs.length === 0) {
          await nextTurn()
          continue
        }
        await Promise.all(jobs.map(({ data }) => run(Reflect.get(data ?? {}, 'argument'))))
        await this.#boss.complete(
          queueName,
          jobs.map(({ id }) => id),
        )
        completed += jobs.length
      }
    }
    this.#loops = Array.from({ length: LOOPS }, loop)
    return {
      settled: async (/** @type {number} */ count) => {
        while (completed < count) await nextTurn()
      },
    }
  }

  async close() {
    this.#isClosing = true
    await Promise.all(this.#loops)
    await this.#boss.stop({ graceful: false })
  }
}

/** @param {Place} place */
function newBoss(place) {
  const boss = new PgBoss({
    connectionString: place.postgresqlUrl ?? '',
    schema: schemaOf(place),
    // Nothing else is to run beside what is measured.
    ...{ supervise: false, schedule: false },
  })
  boss.on('error', (error) => console.error(error))
  return boss
}

/**
 * @template T
 * @param {Place} place
 * @param {(boss: PgBoss) => Promise<T>} work
 */
async function withBoss(place, work) {
  const boss = newBoss(place)
  await boss.start()
  try {
    return await work(boss)
  } finally {
    await boss.stop({ graceful: false })
  }
}
