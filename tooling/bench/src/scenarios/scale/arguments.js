import { endToEnd } from '../end-to-end.js'
import { arqLines, hasBullmq, WARM_UP } from '../lines.js'

/** Jobs of a size are the share of those of other scenarios. */
const SIZES = [
  { id: '10 B', bytes: 10, share: 1 },
  { id: '10 KB', bytes: 10_000, share: 0.1 },
  { id: '1 MB', bytes: 1_000_000, share: 0.0025 },
]
const IN_FLIGHT = 1000
const BULLMQ_IN_FLIGHT = 100
const CONCURRENCY = 100
const MOST_ROUNDS = 3
/** What the arguments under way may take at once: more is a measurement of memory. */
const MOST_BYTES = 20_000_000

/** @type {import('../../contract.d.ts').Scenario} */
export const scaleArguments = {
  ...endToEnd,
  name: 'scale-args',
  title: 'end to end with arguments of 10 B, 10 KB and 1 MB',
  isOnlyByName: true,

  cases(options, queueType) {
    if (queueType !== options.queueTypes[0]) return []
    return SIZES.map(({ id, bytes, share }) => {
      const jobs = Math.max(10, Math.round(options.jobs * share))
      const most = Math.max(10, Math.floor(MOST_BYTES / bytes))
      /**
       * @param {import('../../contract.d.ts').Results} results
       * @param {number} [inFlight]
       */
      const settingsOf = (results, inFlight = IN_FLIGHT) => ({
        warmUp: Math.min(WARM_UP, jobs),
        jobs,
        how: { way: /** @type {const} */ ('single'), inFlight: Math.min(inFlight, most) },
        concurrency: Math.min(CONCURRENCY, most),
        prefetch: Math.min(IN_FLIGHT, most),
        results,
        argumentBytes: bytes,
      })
      const withBullmq = hasBullmq(options, queueType)
      const against = withBullmq ? ['raw', 'bullmq'] : ['raw']
      /** @type {import('../../contract.d.ts').Line[]} */
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
          against,
          settings: settingsOf('none'),
        }),
        ...arqLines(options, {
          id: 'arq redis',
          title: 'arq, queued records and results in Redis',
          against,
          settings: settingsOf('redis'),
        }),
      ]
      if (withBullmq) {
        lines.push({
          id: 'bullmq',
          title: 'BullMQ',
          contestant: 'bullmq',
          against: ['raw'],
          settings: settingsOf('redis', BULLMQ_IN_FLIGHT),
        })
      }
      const rounds = Math.min(options.rounds, MOST_ROUNDS)
      const name = `scale-args ${id}${options.isQuick ? ' quick' : ''}`
      return { id: name, title: `Arguments of ${id}`, queueType, rounds, lines }
    })
  },
}
