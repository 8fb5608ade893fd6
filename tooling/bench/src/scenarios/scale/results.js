import { JobTally } from '../../measure/job-tally.js'
import { percentile } from '../../report/statistics.js'
import { expectResults, expectWaiting, setting } from '../checks.js'
import { manyOf, scaleCases } from './lines.js'

const READ = 10_000
const KEPT = { few: 10_000, many: 1_000_000 }
const QUICK_READ = 500
const QUICK_KEPT = { few: 500, many: 5000 }
/** Results that are asked for in one call. */
const PAGE = 500
const CONCURRENCY = 100
const PREFETCH = 1000
/** Pages read before the measured ones. */
const WARM_UP_PAGES = 2

/** @type {import('../../contract.d.ts').Scenario} */
export const scaleResults = {
  name: 'scale-results',
  title: `${KEPT.many.toLocaleString('en-US')} results in Redis while ${READ.toLocaleString('en-US')} are read`,
  isOnlyByName: true,
  longestMinutes: 20,

  cases(options, queueType) {
    const { few } = options.isQuick ? QUICK_KEPT : KEPT
    const many = manyOf(options, { full: KEPT.many, quick: QUICK_KEPT.many })
    const jobs = options.isQuick ? QUICK_READ : READ
    const amount = (/** @type {string} */ id, /** @type {number} */ keptResults) => ({
      id,
      title: `${keptResults.toLocaleString('en-US')} results kept`,
      settings: {
        warmUp: 0,
        jobs,
        results: /** @type {const} */ ('redis'),
        concurrency: CONCURRENCY,
        prefetch: PREFETCH,
        keptResults,
      },
    })
    return scaleCases(options, queueType, {
      id: 'scale-results',
      title: `${jobs.toLocaleString('en-US')} results read, ${PAGE} a call`,
      amounts: [amount('few', few), amount('many', many)],
      contestants: ['arq redis', 'bullmq'],
      isKept: true,
    })
  },

  async prepare(bench) {
    const { trial, contestant } = bench
    if (trial.sequences > 0) return 0
    const total = setting(bench, 'keptResults')
    bench.say(`${total} jobs are put into the queue`)
    await contestant.fill(trial.place, { from: 0, count: total })
    const tally = new JobTally(total)
    const session = await contestant.open(trial.place, { results: 'redis' })
    const consumer = await session.consumer({
      concurrency: setting(bench, 'concurrency'),
      prefetch: setting(bench, 'prefetch'),
      onJob: (sequence) => {
        tally.mark(sequence)
        if (tally.done % 10_000 === 0) bench.say(`${tally.done} of ${total} results`)
      },
    })
    await tally.reached(total)
    await consumer.settled(total)
    await session.close()
    tally.expectEachOnce()
    await expectWaiting(bench)
    await expectResults(bench, total)
    return total
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { jobs } = trial.settings
    const session = await contestant.open(trial.place, { results: 'redis' })
    const reader = await session.reader?.()
    const read = async (/** @type {number} */ from) => {
      const sequences = spread(from, setting(bench, 'keptResults'))
      const calledAt = performance.now()
      const found = await reader?.read(sequences)
      if (found !== PAGE) throw new Error(`${found} of ${PAGE} results are the right ones`)
      return performance.now() - calledAt
    }
    for (let page = 0; page < WARM_UP_PAGES; page += 1) await read(page * PAGE)
    meter.start()
    const tookMs = []
    for (let from = 0; from < jobs; from += PAGE) tookMs.push(await read(from))
    const values = meter.stop(jobs)
    await session.close()
    return { ...values, callP50Ms: percentile(tookMs, 0.5), callP99Ms: percentile(tookMs, 0.99) }
  },
}

/** Prime, so that a page has results from everywhere, and the next one others. */
const STEP = 7919

/**
 * @param {number} from
 * @param {number} kept
 */
function spread(from, kept) {
  return Array.from({ length: PAGE }, (_, index) => ((from + index) * STEP) % kept)
}
