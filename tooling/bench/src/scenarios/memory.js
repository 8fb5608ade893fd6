import { JobTally } from '../measure/job-tally.js'
import { readMemory } from '../measure/memory.js'
import { setting } from './checks.js'
import { arqLines, hasBullmq } from './lines.js'

const CONCURRENCY = 100
const PREFETCH = 1000
/** Memory is read in the midst of the work: so many more jobs are in the queue. */
const MORE = 2000
/** What grows shows in every round; five would only take longer. */
const MOST_ROUNDS = 2
const MARKS = /** @type {const} */ ([20_000, 200_000])
const QUICK_MARKS = /** @type {const} */ ([2000, 10_000])

/** @type {import('../contract.d.ts').Scenario} */
export const memory = {
  name: 'memory',
  title: 'a worker after 20,000 and after 200,000 jobs',

  cases(options, queueType) {
    if (queueType !== options.queueTypes[0]) return []
    const marks = options.isQuick ? QUICK_MARKS : MARKS
    /** @param {import('../contract.d.ts').Results} results */
    const settingsOf = (results) => ({
      warmUp: 0,
      jobs: marks[1] + MORE,
      concurrency: CONCURRENCY,
      prefetch: PREFETCH,
      results,
      marks,
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
        against: ['raw'],
        settings: settingsOf('none'),
      }),
      ...arqLines(options, {
        id: 'arq redis',
        title: 'arq, results in Redis',
        against: ['raw'],
        settings: settingsOf('redis'),
      }),
    ]
    if (hasBullmq(options, queueType)) {
      lines.push({
        id: 'bullmq',
        title: 'BullMQ',
        contestant: 'bullmq',
        against: ['raw'],
        settings: settingsOf('redis'),
      })
    }
    const rounds = Math.min(options.rounds, MOST_ROUNDS)
    const title = `Memory after ${marks.map((mark) => mark.toLocaleString('en-US')).join(' and ')} jobs`
    // Not what the targets speak of.
    const id = options.isQuick ? 'memory quick' : 'memory'
    return [{ id, title, queueType, rounds, lines }]
  },

  async prepare({ trial, contestant }) {
    const { jobs: count } = trial.settings
    await contestant.fill(trial.place, { from: trial.sequences, count })
    return count
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { jobs, results } = trial.settings
    const [first, last] = setting(bench, 'marks')
    const tally = new JobTally(jobs)
    let early = noMemory
    let late = noMemory
    tally.at(first, () => {
      early = readMemory()
      // For its profile: how fast a worker is, other scenarios tell.
      meter.start()
    })
    tally.at(last, () => {
      meter.stop(last - first)
      late = readMemory()
    })
    const session = await contestant.open(trial.place, { results })
    const consumer = await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => tally.mark(sequence),
    })
    await tally.reached(jobs)
    await consumer.settled(jobs)
    await session.close()

    tally.expectEachOnce()
    return {
      rssFirstMb: early.rss,
      rssLastMb: late.rss,
      rssGrowthMb: late.rss - early.rss,
      heapFirstMb: early.heap,
      heapLastMb: late.heap,
      heapGrowthMb: late.heap - early.heap,
    }
  },
}

const noMemory = { rss: Number.NaN, heap: Number.NaN }
