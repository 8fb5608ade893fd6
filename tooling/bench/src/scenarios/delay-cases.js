import { arqLines } from './lines.js'

/** Before the measured ones; so few that they take seconds even where consumers are slow. */
const WARM_UP = 1000
const CONCURRENCY = 100
const PREFETCH = 1000
const SLOW = { concurrency: 5, prefetch: 5, workMs: 20, rate: 250 }

/** Five rounds would take most of an hour. */
const MOST_ROUNDS = 3
const MOST_JOBS = 10_000
const SECONDS = 60
/** Long enough that all are enqueued before they are due. */
const MOMENT_AFTER_MS = 15_000
const SHORTEST_MS = 10
const LONGEST_MS = { usual: 60_000, slow: 15_000 }

const QUICK_MOST_JOBS = 1000
const QUICK_MOMENT_AFTER_MS = 3000
const QUICK_LONGEST_MS = { usual: 5000, slow: 3000 }

/** @typedef {import('../contract.d.ts').DelayLaw} DelayLaw */

/**
 * Jobs with delays, each kind beside the same jobs without.
 * @param {import('../contract.d.ts').ScenarioOptions} options
 * @param {import('../contract.d.ts').QueueType} queueType
 * @returns {readonly import('../contract.d.ts').Case[]}
 */
export function delayCases(options, queueType) {
  // What delays wait in is of one type, whichever their targets are of.
  if (queueType !== options.queueTypes[0]) return []
  const { isQuick } = options
  const jobs = Math.min(options.jobs, isQuick ? QUICK_MOST_JOBS : MOST_JOBS)
  const longestMs = isQuick ? QUICK_LONGEST_MS : LONGEST_MS
  const afterMs = isQuick ? QUICK_MOMENT_AFTER_MS : MOMENT_AFTER_MS
  const rate = MOST_JOBS / SECONDS

  /**
   * @param {string} name
   * @param {string} title
   * @param {DelayLaw} delays
   * @param {Partial<import('../contract.d.ts').LineSettings>} settings
   */
  const line = (name, title, delays, settings) =>
    arqLines(options, {
      id: `arq ${name}`,
      title,
      against: delays.kind === 'none' ? [] : ['arq no delay'],
      settings: {
        warmUp: WARM_UP,
        jobs,
        results: 'none',
        concurrency: CONCURRENCY,
        prefetch: PREFETCH,
        delays,
        ...settings,
      },
    })
  /** @param {Partial<import('../contract.d.ts').LineSettings>} settings */
  const undelayed = (settings) => line('no delay', 'no delay', { kind: 'none' }, settings)
  /**
   * @param {number} longest milliseconds
   * @param {Partial<import('../contract.d.ts').LineSettings>} settings
   */
  const delayed = (longest, settings) =>
    line(
      'delayed',
      `delays of ${SHORTEST_MS} ms to ${longest / 1000} s`,
      { kind: 'log-uniform', shortestMs: SHORTEST_MS, longestMs: longest },
      settings,
    )
  /**
   * @param {string} name
   * @param {string} title
   * @param {readonly import('../contract.d.ts').Line[]} lines
   */
  const single = (name, title, lines) => ({
    // Not what the targets speak of.
    id: `delay ${name}${isQuick ? ' quick' : ''}`,
    title: `${title}, ${jobs.toLocaleString('en-US')} jobs`,
    queueType,
    rounds: Math.min(options.rounds, MOST_ROUNDS),
    lines,
  })
  return [
    single('spread', `Delays at ${Math.round(rate)} jobs/s`, [
      ...undelayed({ rate }),
      ...delayed(longestMs.usual, { rate }),
    ]),
    single('burst', 'Delays of a burst', [
      ...undelayed({}),
      ...delayed(longestMs.usual, {}),
      ...line('one ms', 'all due in one millisecond', { kind: 'one moment', afterMs }, {}),
    ]),
    single('slow', `Delays at ${SLOW.rate} jobs/s, slow consumers`, [
      ...undelayed(SLOW),
      ...delayed(longestMs.slow, SLOW),
    ]),
  ]
}
