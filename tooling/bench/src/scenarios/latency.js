import { JobTally } from '../measure/job-tally.js'
import { openLoop } from '../measure/open-loop.js'
import { percentile } from '../report/statistics.js'
import { expectResults, expectWaiting, setting } from './checks.js'
import { arqLines, hasBullmq, WARM_UP } from './lines.js'

const RATES = [500, 1000]
const SECONDS = 5
const QUICK_SECONDS = 1
const CONCURRENCY = 100
const PREFETCH = 1000
const WARM_UP_IN_FLIGHT = 20

/** @type {import('../contract.d.ts').Scenario} */
export const latency = {
  name: 'latency',
  title: 'jobs at a steady rate, both sides in one process',

  cases(options, queueType) {
    // The time of one job is the broker's, in either type.
    if (queueType !== options.queueTypes[0]) return []
    const withBullmq = hasBullmq(options, queueType)
    const against = withBullmq ? ['raw', 'bullmq'] : ['raw']
    return RATES.map((rate) => {
      /** @param {import('../contract.d.ts').Results} results */
      const settingsOf = (results) => ({
        warmUp: WARM_UP,
        jobs: rate * (options.isQuick ? QUICK_SECONDS : SECONDS),
        how: { way: /** @type {const} */ ('single'), inFlight: WARM_UP_IN_FLIGHT },
        concurrency: CONCURRENCY,
        prefetch: PREFETCH,
        rate,
        results,
      })
      /** @type {import('../contract.d.ts').Line[]} */
      const lines = [
        {
          id: 'raw',
          title: 'amqplib',
          contestant: 'raw',
          against: [],
          settings: settingsOf('none'),
        },
        ...arqLines(options, {
          id: 'arq',
          title: 'arq, no results',
          against,
          settings: settingsOf('none'),
        }),
        ...arqLines(options, {
          id: 'arq redis',
          title: 'arq, records and results in Redis',
          against,
          settings: settingsOf('redis'),
        }),
      ]
      if (withBullmq) {
        lines.push({
          id: 'bullmq',
          title: 'BullMQ',
          contestant: 'bullmq',
          against: ['raw'],
          settings: settingsOf('redis'),
        })
      }
      const title = `Latency at ${rate} jobs/s`
      return { id: `latency ${rate}`, title, queueType, rounds: options.rounds, lines }
    })
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const total = warmUp + jobs
    const tally = new JobTally(total)
    const startedAt = new Float64Array(total)
    const session = await contestant.open(trial.place, { results })
    const producer = await session.producer()
    const consumer = await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => {
        startedAt[sequence] = performance.now()
        tally.mark(sequence)
      },
    })
    await producer.enqueue({ from: 0, count: warmUp }, setting(bench, 'how'))
    await tally.reached(warmUp)

    const waits = new Float64Array(jobs)
    const knownAfter = new Float64Array(jobs)
    /** @type {Promise<void>[]} */
    const followed = []
    const follow = async (/** @type {number} */ sequence) => {
      const job = await producer.send(sequence)
      if (results !== 'redis') return
      const value = await job.result()
      // The task does nothing: its end is its start.
      knownAfter[sequence - warmUp] = performance.now() - (startedAt[sequence] ?? Number.NaN)
      if (value !== sequence) throw new Error(`job ${sequence} has the result ${String(value)}`)
    }
    meter.start()
    await openLoop({ from: warmUp, count: jobs, rate: setting(bench, 'rate') }, (sequence, due) => {
      waits[sequence - warmUp] = due
      followed.push(follow(sequence))
    })
    await tally.reached(total)
    await Promise.all(followed)
    await consumer.settled(total)
    // Jobs per second are those of the open loop.
    const { cpuMicrosPerJob, redisCpuMicros, brokerCpuMicros } = meter.stop(jobs)
    await session.close()

    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, total)
    const startWaits = Array.from(waits, (due, index) => (startedAt[warmUp + index] ?? 0) - due)
    return {
      cpuMicrosPerJob,
      redisCpuMicros,
      brokerCpuMicros,
      ...percentiles('start', startWaits),
      ...(results === 'redis' && percentiles('result', [...knownAfter])),
    }
  },
}

/**
 * @param {'start' | 'result'} name
 * @param {readonly number[]} times
 */
function percentiles(name, times) {
  return {
    [`${name}P50Ms`]: percentile(times, 0.5),
    [`${name}P99Ms`]: percentile(times, 0.99),
  }
}
