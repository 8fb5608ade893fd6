import { JobTally } from '../measure/job-tally.js'
import { percentile } from '../report/statistics.js'
import { expectResults, expectWaiting } from './checks.js'
import { arqLines, hasBullmq } from './lines.js'

/** Each call waits for the disk of the broker: more would take minutes and tell nothing more. */
const MOST_JOBS = 5000
const WARM_UP = 1000

/** @type {import('../contract.d.ts').Scenario} */
export const oneAtATime = {
  name: 'one-at-a-time',
  title: 'one awaited enqueue after another',

  cases(options, queueType) {
    // The time of one call is the broker's, in either type.
    if (queueType !== options.queueTypes[0]) return []
    const withBullmq = hasBullmq(options, queueType)
    const against = withBullmq ? ['raw', 'bullmq'] : ['raw']
    /** @param {import('../contract.d.ts').Results} results */
    const settingsOf = (results) => ({
      warmUp: WARM_UP,
      jobs: Math.min(options.jobs, MOST_JOBS),
      results,
    })
    /** @type {import('../contract.d.ts').Line[]} */
    const lines = [
      { id: 'raw', title: 'amqplib', contestant: 'raw', against: [], settings: settingsOf('none') },
      ...arqLines(options, {
        id: 'arq',
        title: 'arq enqueueJob',
        against,
        settings: settingsOf('reply'),
      }),
      ...arqLines(options, {
        id: 'arq queued',
        title: 'arq enqueueJob + queued record in Redis',
        against,
        settings: settingsOf('redis'),
      }),
    ]
    if (withBullmq) {
      lines.push({
        id: 'bullmq',
        title: 'BullMQ add',
        contestant: 'bullmq',
        against: ['raw'],
        settings: settingsOf('none'),
      })
    }
    const title = 'One awaited enqueue at a time'
    return [{ id: 'one-at-a-time', title, queueType, rounds: options.rounds, lines }]
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const session = await contestant.open(trial.place, { results })
    const producer = await session.producer()
    for (let sequence = 0; sequence < warmUp; sequence += 1) await producer.send(sequence)

    const tookMs = new Float64Array(jobs)
    meter.start()
    for (let index = 0; index < jobs; index += 1) {
      const calledAt = performance.now()
      await producer.send(warmUp + index)
      tookMs[index] = performance.now() - calledAt
    }
    const values = meter.stop(jobs)
    await session.close()

    const tally = new JobTally(warmUp + jobs)
    await contestant.takeWaiting(trial.place, (sequence) => tally.mark(sequence))
    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, warmUp + jobs)
    const times = [...tookMs]
    return { ...values, callP50Ms: percentile(times, 0.5), callP99Ms: percentile(times, 0.99) }
  },
}
