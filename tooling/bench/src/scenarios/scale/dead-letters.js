import { percentile } from '../../report/statistics.js'
import { setting } from '../checks.js'
import { manyOf, scaleCases } from './lines.js'

const FEW = 1000
const MANY = 500_000
const QUICK = { few: 100, many: 5000 }
const CALLS = 200
const WARM_UP = 20

/** @type {import('../../contract.d.ts').Scenario} */
export const scaleDeadLetters = {
  name: 'scale-dlq',
  title: `a dead-letter queue of ${MANY.toLocaleString('en-US')}: what asking for its length takes`,
  isOnlyByName: true,

  cases(options, queueType) {
    const few = options.isQuick ? QUICK.few : FEW
    const many = manyOf(options, { full: MANY, quick: QUICK.many })
    const amount = (/** @type {string} */ id, /** @type {number} */ deadLetters) => ({
      id,
      title: `${deadLetters.toLocaleString('en-US')} dead letters`,
      settings: {
        warmUp: WARM_UP,
        jobs: CALLS,
        results: /** @type {const} */ ('none'),
        deadLetters,
      },
    })
    return scaleCases(options, queueType, {
      id: 'scale-dlq',
      title: 'Length of a dead-letter queue',
      amounts: [amount('few', few), amount('many', many)],
      contestants: ['raw', 'arq'],
      isKept: true,
    })
  },

  async prepare(bench) {
    const { trial, contestant } = bench
    if (trial.sequences > 0) return 0
    const count = setting(bench, 'deadLetters')
    await contestant.fillDeadLetters?.(trial.place, count)
    return count
  },

  async measure(bench) {
    const { trial, contestant, meter } = bench
    const { warmUp, jobs, results } = trial.settings
    const expected = setting(bench, 'deadLetters')
    const session = await contestant.open(trial.place, { results })
    const ask = async () => {
      const calledAt = performance.now()
      const found = await session.countDeadLetters?.()
      if (found !== expected) throw new Error(`${found} dead letters are told, not ${expected}`)
      return performance.now() - calledAt
    }
    for (let call = 0; call < warmUp; call += 1) await ask()
    meter.start()
    const tookMs = []
    for (let call = 0; call < jobs; call += 1) tookMs.push(await ask())
    const values = meter.stop(jobs)
    await session.close()
    return { ...values, callP50Ms: percentile(tookMs, 0.5), callP99Ms: percentile(tookMs, 0.99) }
  },
}
