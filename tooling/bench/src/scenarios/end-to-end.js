import { JobTally } from '../measure/job-tally.js'
import { expectResults, expectWaiting, setting } from './checks.js'
import { arqLines, hasBullmq, WARM_UP } from './lines.js'

const PREFETCH = 1000
const CONCURRENCY = 100
const IN_FLIGHT = 1000
const BULLMQ_IN_FLIGHT = 100

/** @type {import('../contract.d.ts').Scenario} */
export const endToEnd = {
  name: 'end-to-end',
  title: 'enqueue and process in one process',

  cases(options, queueType) {
    const withBullmq = hasBullmq(options, queueType)
    const against = withBullmq ? ['raw', 'bullmq'] : ['raw']
    /**
     * @param {import('../contract.d.ts').Results} results
     * @param {number} [inFlight]
     */
    const settingsOf = (results, inFlight = IN_FLIGHT) => ({
      warmUp: WARM_UP,
      jobs: options.jobs,
      how: { way: /** @type {const} */ ('single'), inFlight },
      concurrency: CONCURRENCY,
      prefetch: PREFETCH,
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
        id: 'arq reply',
        title: 'arq, results by reply',
        against,
        settings: settingsOf('reply'),
      }),
      ...arqLines(options, {
        id: 'arq redis',
        title: 'arq, queued records and results in Redis',
        against,
        settings: settingsOf('redis'),
      }),
    ]
    if (withBullmq) {
      lines.push({
        id: 'bullmq',
        title: 'BullMQ, add 100 in flight, concurrency 100',
        contestant: 'bullmq',
        against: ['raw'],
        settings: settingsOf('none', BULLMQ_IN_FLIGHT),
      })
    }
    return [{ id: 'end-to-end', title: 'End to end', queueType, rounds: options.rounds, lines }]
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results, argumentBytes } = trial.settings
    const how = setting(bench, 'how')
    const total = warmUp + jobs
    const tally = new JobTally(total)
    const session = await contestant.open(trial.place, { results })
    const producer = await session.producer()
    const consumer = await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => tally.mark(sequence),
    })
    await producer.enqueue({ from: 0, count: warmUp, argumentBytes }, how)
    await tally.reached(warmUp)
    await consumer.settled(warmUp)

    meter.start()
    await producer.enqueue({ from: warmUp, count: jobs, argumentBytes }, how)
    await tally.reached(total)
    await consumer.settled(total)
    const values = meter.stop(jobs)
    await session.close()

    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, total)
    return values
  },
}
