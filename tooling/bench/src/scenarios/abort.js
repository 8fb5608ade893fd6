import { JobTally } from '../measure/job-tally.js'
import { percentile } from '../report/statistics.js'
import { expectResults, expectWaiting, setting } from './checks.js'
import { arqLines } from './lines.js'

const JOBS = 1000
const QUICK_JOBS = 200
/** Jobs that run beside each that is aborted. */
const CONCURRENCY = 100

/** @type {import('../contract.d.ts').Scenario} */
export const abort = {
  name: 'abort',
  title: 'running jobs that are told to stop, both sides in one process',

  cases(options, queueType) {
    // The signal does not pass the queue.
    if (queueType !== options.queueTypes[0]) return []
    /** @param {import('../contract.d.ts').Results} results */
    const settingsOf = (results) => ({
      warmUp: CONCURRENCY,
      jobs: options.isQuick ? QUICK_JOBS : JOBS,
      concurrency: CONCURRENCY,
      prefetch: CONCURRENCY,
      results,
    })
    const lines = [
      ...arqLines(options, {
        id: 'arq redis',
        title: 'arq, records and results in Redis',
        against: [],
        settings: settingsOf('redis'),
      }),
      ...arqLines(options, {
        id: 'arq',
        title: 'arq, without a result store',
        against: [],
        settings: settingsOf('reply'),
      }),
    ]
    const title = 'Abort of running jobs'
    return [{ id: 'abort', title, queueType, rounds: options.rounds, lines }]
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const total = warmUp + jobs
    const tally = new JobTally(total)
    const signalledAt = new Float64Array(total)
    const session = await contestant.open(trial.place, { results })
    const producer = await session.producer()
    const consumer = await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => tally.mark(sequence),
      onSignal: (sequence) => {
        signalledAt[sequence] = performance.now()
      },
    })
    /** @type {import('../contract.d.ts').SentJob[]} */
    const running = []
    for (let sequence = 0; sequence < warmUp; sequence += 1) {
      running.push(await producer.send(sequence))
    }

    const signal = new Float64Array(jobs)
    const whole = new Float64Array(jobs)
    meter.start()
    for (let index = 0; index < jobs; index += 1) {
      await tally.reached(warmUp + index)
      const calledAt = performance.now()
      await stop(running[index], index)
      whole[index] = performance.now() - calledAt
      signal[index] = (signalledAt[index] ?? 0) - calledAt
      // Its slot is free: another one runs in its place.
      running.push(await producer.send(warmUp + index))
    }
    const values = meter.stop(jobs)
    await tally.reached(total)
    for (let index = jobs; index < total; index += 1) await stop(running[index], index)
    await consumer.settled(total)
    await session.close()

    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, total)
    return {
      ...values,
      signalP50Ms: percentile([...signal], 0.5),
      signalP99Ms: percentile([...signal], 0.99),
      abortP50Ms: percentile([...whole], 0.5),
      abortP99Ms: percentile([...whole], 0.99),
    }
  },
}

/**
 * @param {import('../contract.d.ts').SentJob | undefined} job
 * @param {number} sequence
 */
async function stop(job, sequence) {
  if (!job?.abort) throw new Error('this contestant aborts no jobs')
  if (!(await job.abort())) throw new Error(`job ${sequence} ended before it was aborted`)
}
