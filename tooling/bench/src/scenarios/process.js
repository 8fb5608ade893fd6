import { JobTally } from '../measure/job-tally.js'
import { expectResults, expectWaiting, setting } from './checks.js'
import { arqLines, hasBullmq, WARM_UP } from './lines.js'

const PREFETCH = 1000

/** @type {import('../contract.d.ts').Scenario} */
export const processing = {
  name: 'process',
  title: 'a task that does nothing, from a full queue',

  cases(options, queueType) {
    const withBullmq = hasBullmq(options, queueType)
    const against = withBullmq ? ['raw', 'bullmq'] : ['raw']
    /**
     * @param {import('../contract.d.ts').Results} results
     * @param {number} concurrency
     */
    const settingsOf = (results, concurrency) => ({
      warmUp: WARM_UP,
      jobs: options.jobs,
      prefetch: PREFETCH,
      results,
      concurrency,
    })
    /** @type {import('../contract.d.ts').Line[]} */
    const lines = [
      {
        id: 'raw',
        title: 'amqplib, prefetch 1,000, an ack each',
        contestant: 'raw',
        against: [],
        settings: settingsOf('none', PREFETCH),
      },
      ...[100, 10].flatMap((concurrency) => [
        ...arqLines(options, {
          id: `arq c${concurrency}`,
          title: `arq, no results, concurrency ${concurrency}`,
          against,
          settings: settingsOf('none', concurrency),
        }),
        ...arqLines(options, {
          id: `arq redis c${concurrency}`,
          title: `arq, results in Redis, concurrency ${concurrency}`,
          against,
          settings: settingsOf('redis', concurrency),
        }),
      ]),
    ]
    if (withBullmq) {
      lines.push({
        id: 'bullmq',
        title: 'BullMQ, concurrency 100',
        contestant: 'bullmq',
        against: ['raw'],
        settings: settingsOf('redis', 100),
      })
    }
    return [{ id: 'process', title: 'Process', queueType, rounds: options.rounds, lines }]
  },

  async prepare({ trial, contestant }) {
    const count = trial.settings.warmUp + trial.settings.jobs
    await contestant.fill(trial.place, { from: trial.sequences, count })
    return count
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const total = warmUp + jobs
    const tally = new JobTally(total)
    tally.at(warmUp, () => meter.start())
    const session = await contestant.open(trial.place, { results })
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
    await expectWaiting(bench)
    await expectResults(bench, total)
    return values
  },
}
