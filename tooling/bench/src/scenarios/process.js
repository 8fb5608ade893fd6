import { JobTally } from '../measure/job-tally.js'
import { expectResults, expectWaiting, setting } from './checks.js'
import { arqLines, hasBullmq, programSettings, WARM_UP } from './lines.js'
import { consumeByProgram } from './program.js'

const PREFETCH = 1000
const ON_POSTGRES = ['bullmq postgres', 'pg-boss']

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
     * @param {Partial<import('../contract.d.ts').LineSettings>} [more]
     */
    const settingsOf = (results, concurrency, more = {}) => ({
      warmUp: WARM_UP,
      jobs: options.jobs,
      prefetch: PREFETCH,
      results,
      concurrency,
      ...more,
    })
    /** @param {number} ackEvery */
    const perfTest = (ackEvery) => ({
      id: `perf-test a${ackEvery}`,
      title: `RabbitMQ's PerfTest, an ack for ${ackEvery === 1 ? 'each' : `every ${ackEvery}`}`,
      contestant: /** @type {const} */ ('perf-test'),
      against: ['raw'],
      settings: settingsOf('none', PREFETCH, { ...programSettings(options), ackEvery }),
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
      ...[1, 100].map(perfTest),
      ...[100, 10].flatMap((concurrency) => [
        ...arqLines(options, {
          id: `arq c${concurrency}`,
          title: `arq, no results, concurrency ${concurrency}`,
          against: [...against, 'perf-test a100'],
          settings: settingsOf('none', concurrency),
        }),
        ...arqLines(options, {
          id: `arq redis c${concurrency}`,
          title: `arq, results in Redis, concurrency ${concurrency}`,
          against: concurrency === 100 ? against : [...against, 'arq redis c100'],
          settings: settingsOf('redis', concurrency),
        }),
      ]),
      ...arqLines(options, {
        id: 'arq redis python c100',
        title: 'arq, results in Redis, layout python, concurrency 100',
        against,
        settings: settingsOf('redis', 100, { layout: 'python' }),
      }),
    ]
    lines.push(
      ...arqLines(options, {
        id: 'arq postgres c100',
        title: 'arq, results in PostgreSQL, concurrency 100',
        against: [...against, 'arq redis c100', ...(withBullmq ? ON_POSTGRES : [])],
        settings: settingsOf('postgresql', 100),
      }),
      ...arqLines(options, {
        id: 'arq sqlite c100',
        title: 'arq, results in SQLite, concurrency 100',
        against: [...against, 'arq redis c100'],
        settings: settingsOf('sqlite', 100),
      }),
      ...arqLines(options, {
        id: 'arq mongodb c100',
        title: 'arq, results in MongoDB, concurrency 100',
        against: [...against, 'arq redis c100'],
        settings: settingsOf('mongodb', 100),
      }),
    )
    if (withBullmq) {
      lines.push(
        {
          id: 'bullmq postgres',
          title: 'BullMQ on PostgreSQL, concurrency 100',
          contestant: 'bullmq-postgres',
          against: [],
          settings: settingsOf('postgresql', 100),
        },
        {
          id: 'pg-boss',
          title: 'pg-boss, fetch and complete 50 at a time, two at once',
          contestant: 'pg-boss',
          against: [],
          settings: settingsOf('postgresql', 100),
        },
      )
      for (const concurrency of [100, 10]) {
        lines.push({
          id: concurrency === 100 ? 'bullmq' : `bullmq c${concurrency}`,
          title: `BullMQ, concurrency ${concurrency}`,
          contestant: 'bullmq',
          against: ['raw'],
          settings: settingsOf('redis', concurrency),
        })
      }
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
    if (contestant.program) return consumeByProgram(bench, contestant.program)
    const { warmUp, jobs, ...more } = trial.settings
    const total = warmUp + jobs
    const tally = new JobTally(total)
    tally.at(warmUp, () => meter.start())
    const session = await contestant.open(trial.place, more)
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
