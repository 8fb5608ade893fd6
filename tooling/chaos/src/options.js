import { parseArgs } from 'node:util'

import { FEATURE_KINDS, KINDS } from './kinds/kinds.js'
import { FAULT_KINDS, FAULTS } from './plan/fault-plan.js'
import { JOB_KINDS } from './plan/job-plan.js'

const STORES = /** @type {const} */ (['degrade', 'refuse', 'mixed'])
const RESULTS = /** @type {const} */ (['redis', 'postgresql'])
const MINUTES = 3
const JOBS_PER_MINUTE = 8000
const DEFAULTS = { workers: 3, clients: 2, drain: 180 }
/** Of a size for every change: within a minute, the start of the servers included. */
const QUICK = { ...DEFAULTS, seconds: 15, drain: 60 }

const faultLines = FAULT_KINDS.map((kind) => `    ${kind.padEnd(13)} ${FAULTS[kind].title}`)
const kindLines = FEATURE_KINDS.map((kind) => `    ${kind.padEnd(13)} ${KINDS[kind].title}`)

export const HELP = `Runs jobs under faults, and looks for every single one of them afterwards.

  npm run chaos                                 ${MINUTES} minutes of faults, a new seed
  npm run chaos -- --minutes 10 --seed 7        ten minutes of the plan of seed 7
  npm run chaos -- --quick                      ${QUICK.seconds} s of faults; a minute in all
  npm run chaos -- --seeds 5                    five runs, seeds 1 to 5
  npm run chaos -- --faults redis,kill          only these
  npm run chaos -- --faults readonly,oom,term --store refuse
  npm run chaos -- --store postgresql           results in PostgreSQL
  npm run chaos -- --kinds steps --faults kill  jobs of five steps and a sleep, whose workers are killed
  npm run chaos -- --faults none                to see that all is well without

  --minutes n        how long jobs are enqueued and faults happen (default: ${MINUTES})
  --seconds n        the same in seconds
  --seed n           the plan: which jobs, when, and which faults, when (default: a new one, told)
  --seeds n          so many runs one after the other, from --seed on (default: from 1)
  --jobs n           jobs of a run (default: ${JOBS_PER_MINUTE} for each minute)
  --faults a,b       all (default), none, or of these:
${faultLines.join('\n')}
  --kinds a,b        only jobs of these kinds: ${JOB_KINDS.join(', ')} (default: those of no feature)
                     of a feature each, and only when named:
${kindLines.join('\n')}
  --calm n           n times as long from one fault to the next, for a slow machine (default: 1)
  --workers n        worker processes (default: ${DEFAULTS.workers})
  --clients n        client processes (default: ${DEFAULTS.clients})
  --store a,b        ${RESULTS.join(', ')}: where results are kept (default: redis);
                     ${STORES.join(', ')}: what workers do without it (default: degrade)
  --drain n          seconds that jobs may take after the last fault (default: ${DEFAULTS.drain})
  --quick            other defaults: ${QUICK.seconds} s, ${QUICK.drain} s to drain
  --write            writes tooling/chaos/RESULTS.md and RESULTS.svg, the figures in the docs;
                     with --kinds RESULTS-kinds.md and RESULTS-kinds.svg
  --json file        all figures
  --no-build         takes the packages as they were built last
  --help

With ARQ_TEST_RABBITMQ_VERSION=4.0.5 or 4.3.6 it runs on that RabbitMQ.
Servers are started for each run and ended with it, on Ctrl-C too. Redis syncs its
append-only file before each answer (appendfsync always): what it has answered is kept.
A run ends with "0 missing, 0 wrong", or with the story of the first ten bad jobs; stories, witnesses
and logs are kept in .reports/chaos. Exit code: 0 well, 1 not, 2 wrong options.`

/**
 * @param {readonly string[]} args
 * @param {() => number} newSeed
 * @returns {import('./contract.d.ts').ChaosOptions}
 * @throws when one is unknown or wrong; the message names it
 */
export function parseOptions(args, newSeed = () => Math.floor(Math.random() * 1_000_000)) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      seed: { type: 'string' },
      seeds: { type: 'string' },
      jobs: { type: 'string' },
      minutes: { type: 'string' },
      seconds: { type: 'string' },
      faults: { type: 'string' },
      kinds: { type: 'string' },
      calm: { type: 'string' },
      workers: { type: 'string' },
      clients: { type: 'string' },
      store: { type: 'string', default: '' },
      drain: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      json: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
    },
  })
  const defaults = values.quick ? QUICK : DEFAULTS
  const seconds = readSeconds(values) ?? (values.quick ? QUICK.seconds : MINUTES * 60)
  return {
    wantsHelp: values.help,
    seeds: readSeeds(values, newSeed),
    jobs: readCount('jobs', values.jobs) ?? Math.ceil((seconds * JOBS_PER_MINUTE) / 60),
    seconds,
    workers: readCount('workers', values.workers) ?? defaults.workers,
    clients: readCount('clients', values.clients) ?? defaults.clients,
    faults: readFaults(values.faults),
    kinds: readKinds(values.kinds),
    calm: readCount('calm', values.calm) ?? 1,
    ...readStore(values.store),
    drainSeconds: readCount('drain', values.drain) ?? defaults.drain,
    jsonFile: values.json,
    writes: values.write,
    builds: !values['no-build'],
  }
}

/**
 * @param {{ seed?: string | undefined, seeds?: string | undefined }} values
 * @param {() => number} newSeed
 */
function readSeeds({ seed, seeds }, newSeed) {
  const count = readCount('seeds', seeds) ?? 1
  const first = readCount('seed', seed) ?? (seeds === undefined ? newSeed() : 1)
  return Array.from({ length: count }, (_, index) => first + index)
}

/** @param {{ minutes?: string | undefined, seconds?: string | undefined }} values */
function readSeconds({ minutes, seconds }) {
  if (minutes === undefined) return readCount('seconds', seconds)
  if (seconds !== undefined) throw new Error('either --minutes or --seconds, not both')
  return (readCount('minutes', minutes) ?? MINUTES) * 60
}

/** @param {string} text */
function readStore(text) {
  const names = text === '' ? [] : text.split(',')
  const stranger = names.find((name) => ![...RESULTS, ...STORES].some((choice) => choice === name))
  if (stranger !== undefined) {
    throw new Error(`--store takes of ${[...RESULTS, ...STORES].join(', ')}; not ${stranger}`)
  }
  return {
    results: RESULTS.find((choice) => names.includes(choice)) ?? 'redis',
    store: STORES.find((choice) => names.includes(choice)) ?? 'degrade',
  }
}

/** @param {string | undefined} text */
function readFaults(text) {
  if (text === undefined || text === 'all') return FAULT_KINDS
  if (text === 'none') return []
  return text.split(',').map((name) => {
    const kind = FAULT_KINDS.find((candidate) => candidate === name)
    if (kind) return kind
    throw new Error(`--faults takes none, all, or of ${FAULT_KINDS.join(', ')}; not ${name}`)
  })
}

/** @param {string | undefined} text */
function readKinds(text) {
  return text?.split(',').map((name) => {
    const kind = JOB_KINDS.find((candidate) => candidate === name)
    if (kind) return kind
    throw new Error(`--kinds takes of ${JOB_KINDS.join(', ')}; not ${name}`)
  })
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function readCount(name, text) {
  if (text === undefined) return undefined
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new Error(`--${name} takes a whole number above 0, not ${text}`)
}
