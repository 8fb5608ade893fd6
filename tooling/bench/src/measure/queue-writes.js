import { setTimeout as wait } from 'node:timers/promises'

import { Management } from '../management.js'

// As our transport names them (`delay-queues.ts` there).
const DUE_QUEUE = 'arq.delay.due'
const BUCKET_PREFIX = 'arq.delay.b.'

const POLL_MS = 500
const GIVE_UP_AFTER_MS = 30_000

/**
 * @typedef {readonly import('../management.js').QueueStatistics[]} Queues
 *
 * @typedef {object} QueueFigures
 * @property {number} writes messages that were written into any queue
 * @property {number} arrived those into the queue of the jobs
 * @property {number} letters those into the due queue, by whatever way
 * @property {number} moved what was acknowledged there
 */

/**
 * Writes are what clients published, movers among them, and what buckets dead-lettered, which the
 * broker does not count by queue. A bucket is left in no other way, so that is what had been
 * published into it.
 * @param {Queues} queues all of a virtual host, once nothing waits any more
 * @param {string} queueName of the jobs
 * @returns {QueueFigures}
 */
export function countWrites(queues, queueName) {
  const named = (/** @type {string} */ wanted) => queues.filter(({ name }) => name === wanted)
  const deadLettered = published(queues.filter(({ name }) => name.startsWith(BUCKET_PREFIX)))
  return {
    writes: published(queues) + deadLettered,
    arrived: published(named(queueName)),
    letters: published(named(DUE_QUEUE)) + deadLettered,
    moved: sum(named(DUE_QUEUE).map(({ message_stats }) => message_stats?.ack ?? 0)),
  }
}

/**
 * Whether the figures have caught up: they come some seconds later, of each channel at another time.
 * Then every job was written to its queue once, and every letter was moved on.
 * @param {QueueFigures} figures
 * @param {number} jobs
 */
export function isComplete({ arrived, letters, moved }, jobs) {
  return arrived === jobs && moved === letters
}

/**
 * All writes so far, once the broker's figures are complete. While the channels are still open that
 * they are about: the last of one that closes may never be counted.
 * @param {import('../contract.d.ts').Place} place with a virtual host of its own
 * @param {number} jobs that were ever enqueued there, and have all begun
 * @returns {Promise<number>} NaN when the figures never come to add up
 */
export async function settledWrites({ virtualHost, queueName }, jobs) {
  if (!virtualHost) throw new Error('writes are counted in a virtual host of its own only')
  const management = new Management(virtualHost.managementUrl)
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS
  for (;;) {
    const figures = countWrites(await management.queues(virtualHost.name), queueName)
    if (isComplete(figures, jobs)) return figures.writes
    if (performance.now() > giveUpAt) {
      const { arrived, letters, moved } = figures
      console.error(
        `writes are not told: by the broker's figures ${arrived} of ${jobs} jobs came to their ` +
          `queue, and ${moved} of ${letters} letters left the due queue`,
      )
      return Number.NaN
    }
    await wait(POLL_MS)
  }
}

/** @param {Queues} queues */
function published(queues) {
  return sum(queues.map(({ message_stats }) => message_stats?.publish ?? 0))
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}
