import { parseArgs } from 'node:util'

import { SCENARIOS, scenariosOf, USUAL_SCENARIOS } from './scenarios/index.js'

const QUEUE_TYPES = /** @type {const} */ (['quorum', 'classic'])
const WIRES = /** @type {const} */ (['fast', 'plain'])

// Long enough that compiling, which a worker does once in its life, is a small part of it.
const DEFAULTS = { rounds: 5, jobs: 40_000 }
const QUICK = { rounds: 2, jobs: 5000 }
/** A profile shows where time goes, and makes rates wrong: one round is enough. */
const PROFILE_ROUNDS = 1

const scenarioLines = SCENARIOS.map(
  ({ name, title, isOnlyByName }) =>
    `    ${name.padEnd(16)} ${title}${isOnlyByName ? ' (only by name)' : ''}`,
)

export const HELP = `Measures arq beside amqplib by hand and BullMQ, in the same run, taking turns.

  npm run bench                                       everything, quorum and classic queues
  npm run bench -- --scenario enqueue,process --quick try it: few jobs, two rounds
  npm run bench -- --scenario latency --queue-type quorum
  npm run bench -- --scenario process --profile       where the CPU time of arq goes
  npm run bench -- --scenario process --line raw,"arq c100"
  npm run bench -- --scenario scale                   whether cost grows with the amount of work
  npm run bench -- --wire both                        our transport with each of its wires
  npm run bench -- --write                            also RESULTS.md, RESULTS.json, RESULTS.svg

  --scenario a,b     default: all that need not be named; "scale" names those that begin with it
${scenarioLines.join('\n')}
  --line a,b         only these lines, by their names in the figures of --json, such as "arq c100"
  --rounds n         rounds, in each of which every contestant runs once (default: ${DEFAULTS.rounds})
  --jobs n           measured jobs of a trial (default: ${DEFAULTS.jobs})
  --size n           of scale: how much of the many, 0.1 for a tenth (default: 1)
  --queue-type t     quorum, classic or both (default: both)
  --quick            ${QUICK.rounds} rounds of ${QUICK.jobs} jobs: to try it, not to quote it
  --wire w           fast, plain or both: the transport's setting; default: none is given
  --profile          arq only, ${PROFILE_ROUNDS} round: prints the functions that take most time themselves
  --json file        all figures, those of each round too
  --write            RESULTS.md, RESULTS.json and RESULTS.svg of this folder
  --no-build         takes the packages as they were built last
  --help

Servers are those of ARQ_TEST_RABBITMQ_URL and ARQ_TEST_REDIS_URL, or private ones that are started
for the run and ended with it. What the run made there is removed, on Ctrl-C too.
Every trial checks that each job was done exactly once; one that was not fails the run.`

/**
 * @typedef {import('./contract.d.ts').ScenarioOptions & {
 *   wantsHelp: boolean,
 *   scenarios: readonly import('./contract.d.ts').Scenario[],
 *   lines: readonly string[],
 *   isProfiling: boolean,
 *   jsonFile: string | undefined,
 *   writesResults: boolean,
 *   builds: boolean,
 * }} BenchOptions
 */

/**
 * @param {readonly string[]} args
 * @returns {BenchOptions}
 * @throws when one is unknown or wrong; the message names it
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      scenario: { type: 'string', default: '' },
      line: { type: 'string', default: '' },
      rounds: { type: 'string' },
      jobs: { type: 'string' },
      size: { type: 'string', default: '1' },
      'queue-type': { type: 'string', default: 'both' },
      quick: { type: 'boolean', default: false },
      wire: { type: 'string' },
      profile: { type: 'boolean', default: false },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  })
  const defaults = values.quick ? QUICK : DEFAULTS
  const rounds = values.profile ? PROFILE_ROUNDS : defaults.rounds
  if (values.write && (values.quick || values.profile)) {
    throw new Error('--write keeps figures to quote: not those of --quick or --profile')
  }
  if (values.write && values.size !== '1') {
    throw new Error('--write keeps figures of the full size: not those of --size')
  }
  const names = values.scenario.split(',').filter(Boolean)
  const lines = values.line.split(',').filter(Boolean)
  if (values.write && lines.length > 0) {
    throw new Error('--write keeps whole runs: not those of single lines')
  }
  return {
    wantsHelp: values.help,
    scenarios: names.length > 0 ? names.flatMap(scenariosOf) : USUAL_SCENARIOS,
    lines,
    rounds: readCount('rounds', values.rounds) ?? rounds,
    jobs: readCount('jobs', values.jobs) ?? defaults.jobs,
    size: readShare('size', values.size),
    queueTypes: readChoice('queue-type', values['queue-type'], QUEUE_TYPES),
    wires: values.wire === undefined ? [] : readChoice('wire', values.wire, WIRES),
    isQuick: values.quick,
    isProfiling: values.profile,
    jsonFile: values.json,
    writesResults: values.write,
    builds: !values['no-build'],
  }
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

/**
 * @param {string} name
 * @param {string} text
 */
function readShare(name, text) {
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new Error(`--${name} takes a number above 0 up to 1, not ${text}`)
}

/**
 * @template {string} T
 * @param {string} name
 * @param {string} text
 * @param {readonly T[]} choices
 * @returns {readonly T[]}
 */
function readChoice(name, text, choices) {
  if (text === 'both') return choices
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return [choice]
  throw new Error(`--${name} takes ${choices.join(', ')} or both, not ${text}`)
}
