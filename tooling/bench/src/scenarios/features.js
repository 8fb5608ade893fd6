import { arqLines, WARM_UP } from './lines.js'
import { processing } from './process.js'

/** @type {import('../contract.d.ts').Scenario} */
export const features = {
  ...processing,
  name: 'features',
  title: 'what steps, keys and encryption cost, and whether they cost nothing unused',
  isOnlyByName: true,

  cases(options, queueType) {
    const settings = {
      ...{ warmUp: WARM_UP, jobs: options.jobs, results: /** @type {const} */ ('redis') },
      ...{ concurrency: 100, prefetch: 1000 },
    }
    /** @param {import('../contract.d.ts').Feature} feature @param {string} title */
    const using = (feature, title) => ({
      ...{ id: `arq ${feature}`, title: `arq, ${title}`, against: ['arq off'] },
      settings: { ...settings, feature },
    })
    const lines = [
      { id: 'arq off', title: 'arq, results in Redis', against: [], settings },
      using('beside', 'other tasks of the worker use steps, keys and streams'),
      using('encrypted', 'results encrypted'),
      using('step', 'a step in each job'),
      using('key', 'a key and a limit for each job, 1,000 keys'),
    ].flatMap((line) => arqLines(options, line))
    /** @type {import('../contract.d.ts').Line} */
    const raw = {
      ...{ id: 'raw', title: 'amqplib, prefetch 1,000, an ack each' },
      ...{ contestant: 'raw', against: [], settings: { ...settings, results: 'none' } },
    }
    const { rounds } = options
    return [{ id: 'features', title: 'Features', queueType, rounds, lines: [raw, ...lines] }]
  },
}
