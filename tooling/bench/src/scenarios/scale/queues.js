import { JobTally } from '../../measure/job-tally.js'
import { expectResults, expectWaiting, setting } from '../checks.js'
import { manyOf, scaleCases } from './lines.js'

const QUEUES = 300
const QUICK_QUEUES = 10
const CONCURRENCY = 100
/** Per queue; of all together many times the concurrency. */
const PREFETCH = 100
/** Opening the consumers of so many queues must be a small part of it. */
const FEWEST_PER_QUEUE = 1000
/** A share of the jobs; each queue has as many as any other. */
const WARM_UP_SHARE = 0.1

/** @type {import('../../contract.d.ts').Scenario} */
export const scaleQueues = {
  name: 'scale-queues',
  title: `${QUEUES} queues in one worker, beside as many jobs in one queue`,
  isOnlyByName: true,
  isApart: true,
  longestMinutes: 20,

  cases(options, queueType) {
    const many = manyOf(options, { full: QUEUES, quick: QUICK_QUEUES })
    const perQueue = Math.max(
      Math.ceil(options.jobs / many),
      options.isQuick ? 0 : FEWEST_PER_QUEUE,
    )
    const warmUp = Math.ceil(many * perQueue * WARM_UP_SHARE)
    const amount = (/** @type {number} */ queues) => ({
      id: `${queues}`,
      title: queues === 1 ? 'one queue' : `${queues} queues`,
      settings: {
        warmUp,
        jobs: many * perQueue - warmUp,
        results: /** @type {const} */ ('none'),
        concurrency: CONCURRENCY,
        prefetch: queues === 1 ? 10 * PREFETCH : PREFETCH,
        queues,
      },
    })
    return scaleCases(options, queueType, {
      id: 'scale-queues',
      title: `One worker on 1 and on ${many} queues`,
      amounts: [amount(1), amount(many)],
      contestants: ['raw', 'arq', 'arq redis', 'bullmq'],
    })
  },

  async prepare(bench) {
    const { trial, contestant } = bench
    const { warmUp, jobs } = trial.settings
    const places = placesOf(bench)
    const count = (warmUp + jobs) / places.length
    for (const [index, place] of places.entries()) {
      await contestant.fill(place, { from: index * count, count })
      bench.say(`${index + 1} of ${places.length} queues are full`)
    }
    return warmUp + jobs
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const total = warmUp + jobs
    const places = placesOf(bench)
    const tally = new JobTally(total)
    let startedAtMs = Number.NaN
    tally.at(1, () => (startedAtMs = performance.now()))
    tally.at(warmUp, () => meter.start())
    const openedAtMs = performance.now()
    const queueNames = places.map(({ queueName }) => queueName)
    const session = await contestant.open({ ...trial.place, queueNames }, { results })
    const consumer = await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => tally.mark(sequence),
    })
    await tally.reached(total)
    await consumer.settled(total)
    const values = meter.stop(jobs)
    await session.close()

    tally.expectEachOnce()
    // Ours are counted by the prefix that all queues share, BullMQ's by queue.
    const isByQueue = trial.contestant === 'bullmq'
    for (const place of places) {
      const ofQueue = { ...bench, trial: { ...trial, place } }
      await expectWaiting(ofQueue)
      if (isByQueue) await expectResults(ofQueue, total / places.length)
    }
    if (!isByQueue) await expectResults(bench, total)
    return { ...values, firstStartMs: startedAtMs - openedAtMs }
  },
}

/**
 * A place for each queue.
 * @param {import('../../contract.d.ts').Workbench} bench
 */
function placesOf(bench) {
  const { place } = bench.trial
  return Array.from({ length: setting(bench, 'queues') }, (_, index) => ({
    ...place,
    queueName: `${place.queueName}-${index}`,
  }))
}
