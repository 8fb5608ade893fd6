import { arqLines, WARM_UP } from './lines.js'
import { processing } from './process.js'

/** @type {import('../contract.d.ts').Scenario} */
export const telemetry = {
  ...processing,
  name: 'telemetry',
  title: 'what metrics and traces cost: process with and without them',
  isOnlyByName: true,

  cases(options, queueType) {
    const settings = {
      ...{ warmUp: WARM_UP, jobs: options.jobs, results: /** @type {const} */ ('redis') },
      ...{ concurrency: 100, prefetch: 1000 },
    }
    const off = { id: 'arq off', title: 'arq, results in Redis', against: [], settings }
    /** @param {import('../contract.d.ts').Telemetry} what @param {string} title */
    const withIt = (what, title) => ({
      ...{ id: `arq ${what}`, title: `arq, ${title}`, against: ['arq off'] },
      settings: { ...settings, telemetry: what },
    })
    const lines = [
      off,
      withIt('metrics', 'metrics'),
      withIt('sampled', 'metrics, a trace of every tenth job'),
      withIt('all', 'metrics, a trace of every job'),
    ].flatMap((line) => arqLines(options, line))
    /** @type {import('../contract.d.ts').Line} */
    const raw = {
      ...{ id: 'raw', title: 'amqplib, prefetch 1,000, an ack each' },
      ...{ contestant: 'raw', against: [], settings: { ...settings, results: 'none' } },
    }
    return [
      {
        id: 'telemetry',
        title: 'Telemetry',
        queueType,
        rounds: options.rounds,
        lines: [raw, ...lines],
      },
    ]
  },
}
