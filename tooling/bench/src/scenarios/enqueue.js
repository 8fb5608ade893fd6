import { JobTally } from '../measure/job-tally.js'
import { expectResults, expectWaiting, setting } from './checks.js'
import { arqLines, hasBullmq, programSettings, WARM_UP } from './lines.js'
import { publishByProgram } from './program.js'

const IN_FLIGHT = 1000
const BULLMQ_IN_FLIGHT = 100

/** @type {import('../contract.d.ts').Scenario} */
export const enqueue = {
  name: 'enqueue',
  title: 'every job confirmed by the broker',

  cases(options, queueType) {
    const common = { warmUp: WARM_UP, jobs: options.jobs }
    const single = /** @type {const} */ ({ way: 'single', inFlight: IN_FLIGHT })
    const batch = /** @type {const} */ ({ way: 'batch', inFlight: IN_FLIGHT })
    const stream = /** @type {const} */ ({ way: 'stream', inFlight: IN_FLIGHT })
    const withBullmq = hasBullmq(options, queueType)
    const against = ['raw', 'raw labelled', ...(withBullmq ? ['bullmq'] : [])]
    /** @param {Partial<import('../contract.d.ts').LineSettings>} settings */
    const settingsOf = (settings) => ({
      ...common,
      how: single,
      results: /** @type {const} */ ('reply'),
      ...settings,
    })
    /** @type {import('../contract.d.ts').Line[]} */
    const lines = [
      {
        id: 'raw',
        title: 'amqplib, 1,000 confirms in flight',
        contestant: 'raw',
        against: [],
        settings: settingsOf({ results: 'none' }),
      },
      {
        id: 'raw labelled',
        title: 'amqplib, the properties of a job',
        contestant: 'raw',
        against: ['raw'],
        settings: settingsOf({ results: 'none', how: { ...single, isLabelled: true } }),
      },
      {
        id: 'perf-test',
        title: "RabbitMQ's PerfTest, 1,000 confirms in flight",
        contestant: 'perf-test',
        against: ['raw'],
        settings: settingsOf({ results: 'none', ...programSettings(options) }),
      },
      ...arqLines(options, {
        id: 'arq',
        title: 'arq enqueueJob, 1,000 in flight',
        against,
        settings: settingsOf({}),
      }),
      ...arqLines(options, {
        id: 'arq batch',
        title: 'arq enqueueJobs, two batches of 500',
        against: [...against, 'arq'],
        settings: settingsOf({ how: batch }),
      }),
      ...arqLines(options, {
        id: 'arq stream',
        title: 'arq enqueueJobStream',
        against: [...against, 'arq'],
        settings: settingsOf({ how: stream }),
      }),
      ...arqLines(options, {
        id: 'arq queued',
        title: 'arq enqueueJob + queued record in Redis',
        against,
        settings: settingsOf({ results: 'redis' }),
      }),
    ]
    if (withBullmq) {
      lines.push({
        id: 'bullmq',
        title: 'BullMQ add, 100 in flight',
        contestant: 'bullmq',
        against: ['raw'],
        settings: settingsOf({
          results: 'none',
          how: { way: 'single', inFlight: BULLMQ_IN_FLIGHT },
        }),
      })
    }
    return [{ id: 'enqueue', title: 'Enqueue', queueType, rounds: options.rounds, lines }]
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    if (contestant.program) return publishByProgram(bench, contestant.program)
    const { warmUp, jobs, results } = trial.settings
    const how = setting(bench, 'how')
    const session = await contestant.open(trial.place, { results })
    const producer = await session.producer()
    await producer.enqueue({ from: 0, count: warmUp }, how)
    meter.start()
    await producer.enqueue({ from: warmUp, count: jobs }, how)
    const values = meter.stop(jobs)
    await session.close()

    const tally = new JobTally(warmUp + jobs)
    await contestant.takeWaiting(trial.place, (sequence) => tally.mark(sequence))
    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, warmUp + jobs)
    return values
  },
}
