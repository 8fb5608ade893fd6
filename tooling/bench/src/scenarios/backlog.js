import { JobTally } from '../measure/job-tally.js'
import { expectWaiting, setting } from './checks.js'
import { arqLines, WARM_UP } from './lines.js'

const CONCURRENCY = 100
const PREFETCH = 1000
const DEPTHS = [
  { name: '10k', waiting: 10_000 },
  { name: '1m', waiting: 1_000_000 },
]
const QUICK_DEPTHS = [
  { name: '10k', waiting: 2000 },
  { name: '1m', waiting: 10_000 },
]

/** @type {import('../contract.d.ts').Scenario} */
export const backlog = {
  name: 'backlog',
  title: 'few and many jobs waiting behind the measured ones',

  cases(options, queueType) {
    // Filling takes minutes, and what is asked is whether depth matters: one type of queue will do.
    if (queueType !== options.queueTypes[0]) return []
    const depths = options.isQuick ? QUICK_DEPTHS : DEPTHS
    const lines = depths.flatMap(({ name, waiting }) => {
      const settings = {
        warmUp: WARM_UP,
        jobs: options.jobs,
        results: /** @type {const} */ ('none'),
        concurrency: CONCURRENCY,
        prefetch: PREFETCH,
        backlog: waiting,
      }
      const behind = `${waiting.toLocaleString('en-US')} waiting`
      return [
        {
          id: `raw ${name}`,
          title: `amqplib, ${behind}`,
          contestant: /** @type {const} */ ('raw'),
          against: name === '1m' ? ['raw 10k'] : [],
          sharedQueue: name,
          settings,
        },
        ...arqLines(options, {
          id: `arq ${name}`,
          title: `arq, ${behind}`,
          against: name === '1m' ? ['arq 10k', 'raw 1m'] : ['raw 10k'],
          sharedQueue: name,
          settings,
        }),
      ]
    })
    // Not what the targets speak of.
    const id = options.isQuick ? 'backlog quick' : 'backlog'
    return [{ id, title: 'Backlog', queueType, rounds: options.rounds, lines }]
  },

  async prepare(bench) {
    const { trial, contestant } = bench
    const { warmUp, jobs } = trial.settings
    const wanted = setting(bench, 'backlog') + warmUp + jobs
    const waiting = trial.sequences === 0 ? 0 : await contestant.countWaiting(trial.place)
    await contestant.fill(trial.place, { from: trial.sequences, count: wanted - waiting })
    return wanted - waiting
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const tally = new JobTally(trial.sequences)
    const before = await contestant.countWaiting(trial.place)
    tally.at(warmUp, () => meter.start())
    /** @type {import('../contract.d.ts').Values} */
    let values = {}
    // At once, not a turn later: meanwhile more jobs would be done.
    tally.at(warmUp + jobs, () => (values = meter.stop(jobs)))
    const session = await contestant.open(trial.place, { results })
    await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => tally.mark(sequence),
    })
    await tally.reached(warmUp + jobs)
    await session.close()

    tally.expectNoneTwice()
    await expectWaiting(bench, before - tally.done)
    return values
  },
}
