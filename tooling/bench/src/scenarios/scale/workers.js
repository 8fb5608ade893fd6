import { JobTally } from '../../measure/job-tally.js'
import { expectResults, expectWaiting, setting } from '../checks.js'
import { WARM_UP } from '../lines.js'
import { manyOf, scaleCases } from './lines.js'

const WORKERS = 50
const QUICK_WORKERS = 10
/** Of all workers together. */
const CONCURRENCY = 100
const PREFETCH = 1000

/** @type {import('../../contract.d.ts').Scenario} */
export const scaleWorkers = {
  name: 'scale-workers',
  title: `${WORKERS} workers on one queue, in one process, beside one worker`,
  isOnlyByName: true,

  cases(options, queueType) {
    const many = manyOf(options, { full: WORKERS, quick: QUICK_WORKERS })
    const amount = (/** @type {number} */ workers) => ({
      id: `${workers}`,
      title: workers === 1 ? 'one worker' : `${workers} workers`,
      settings: {
        warmUp: WARM_UP,
        jobs: options.jobs,
        results: /** @type {const} */ ('none'),
        concurrency: CONCURRENCY / workers,
        prefetch: PREFETCH / workers,
        workers,
      },
    })
    return scaleCases(options, queueType, {
      id: 'scale-workers',
      title: `1 and ${many} workers on one queue`,
      amounts: [amount(1), amount(many)],
      contestants: ['raw', 'arq', 'arq redis', 'bullmq'],
    })
  },

  async prepare({ trial, contestant }) {
    const count = trial.settings.warmUp + trial.settings.jobs
    await contestant.fill(trial.place, { from: trial.sequences, count })
    return count
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const workers = setting(bench, 'workers')
    const total = warmUp + jobs
    const tally = new JobTally(total)
    tally.at(warmUp, () => meter.start())
    /** How many jobs each worker did. */
    const done = new Array(workers).fill(0)
    const sessions = await Promise.all(done.map(() => contestant.open(trial.place, { results })))
    const consumers = await Promise.all(
      sessions.map((session, index) =>
        session.consumer({
          concurrency: setting(bench, 'concurrency'),
          prefetch: setting(bench, 'prefetch'),
          onJob: (sequence) => {
            done[index] += 1
            tally.mark(sequence)
          },
        }),
      ),
    )
    await tally.reached(total)
    await Promise.all(consumers.map((consumer, index) => consumer.settled(done[index])))
    const values = meter.stop(jobs)
    await Promise.all(sessions.map((session) => session.close()))

    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, total)
    return { ...values, leastShare: (Math.min(...done) / total) * workers }
  },
}
