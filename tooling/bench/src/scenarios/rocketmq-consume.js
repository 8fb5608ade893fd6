// Consumes a backlog from RocketMQ, by client: `node tooling/bench/src/scenarios/rocketmq-consume.js --help`.

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { benchJava } from '../contestants/rocketmq-java.js'
import { loadNow } from '../environment.js'
import { medianRatio, spreadOf } from '../report/statistics.js'
import { textTable } from '../report/text-table.js'
import { forkTrial } from './rocketmq/child-trial.js'
import { spreadText, valuesOf, verdict } from './rocketmq/describe.js'
import { BODY_BYTES, fillBacklog } from './rocketmq/fill-backlog.js'

const THIS_FILE = fileURLToPath(import.meta.url)
const TRIAL = fileURLToPath(new URL('rocketmq/consume-trial.js', import.meta.url))
/** What is expected of our client. */
const TARGETS = {
  rateToAliOns: 1.2,
  rateToJava: 1,
  cpuMicrosPerMessage: 30,
  firstMessageMs: 200,
  rssMiB: 65,
}
const HELP = `Measures how a backlog in RocketMQ is consumed: ours, ali-ons and the official Java client
take turns, each in a process of its own, as a group of its own, with 20 listeners that do nothing.
Everything counts from the moment the consumer is made: there is no warm-up.

  --name-server host:port  default: ARQ_TEST_ROCKETMQ_NAMESERVER
  --rounds n               default: 5
  --messages n             the backlog, of ${BODY_BYTES} bytes each (default: 50000)
  --lines a,b              of arq, ali-ons, java (default: all)
  --profile file           a CPU profile of the first line, which makes its figures wrong`

/** @typedef {import('./rocketmq/consume-trial.js').ConsumeTrial} ConsumeTrial */

/**
 * @param {ConsumeTrial} trial
 * @returns {Promise<import('../contract.d.ts').Values>}
 */
function runTrial(trial) {
  return trial.line === 'java' ? benchJava('benchConsume', trial) : forkTrial(TRIAL, trial)
}

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'name-server': { type: 'string', default: process.env['ARQ_TEST_ROCKETMQ_NAMESERVER'] ?? '' },
      rounds: { type: 'string', default: '5' },
      messages: { type: 'string', default: '50000' },
      lines: { type: 'string', default: 'arq,ali-ons,java' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const lines = /** @type {ConsumeTrial['line'][]} */ (values.lines.split(','))
  const unknown = lines.find((line) => !['arq', 'ali-ons', 'java'].includes(line))
  if (unknown !== undefined) throw new Error(`no line is called ${unknown}\n\n${HELP}`)
  return { ...values, lines, rounds: Number(values.rounds), messages: Number(values.messages) }
}

/** @param {readonly string[]} args */
async function run(args) {
  const options = readOptions(args)
  if (options.help) return HELP
  const nameServer = options['name-server']
  if (nameServer === '') throw new Error(`no name server is given\n\n${HELP}`)
  const { lines, rounds, messages } = options
  const topic = `bench-backlog-${Date.now().toString(36)}`
  await fillBacklog({ nameServer, topic, messages })
  /** @type {Map<string, import('../contract.d.ts').Values[]>} */
  const results = new Map(lines.map((line) => [line, []]))
  const before = loadNow()
  for (let round = 1; round <= rounds; round += 1) {
    for (const line of lines) {
      const group = `${topic}-${line}-${round}`
      const profileFile = line === lines[0] ? options.profile : undefined
      results
        .get(line)
        ?.push(await runTrial({ line, nameServer, topic, group, messages, profileFile }))
    }
  }
  const text = describe(results)
  return `${text}\n\n${rounds} rounds of ${messages}; load ${before} before, ${loadNow()} after`
}

/** @param {ReadonlyMap<string, readonly import('../contract.d.ts').Values[]>} results */
function describe(results) {
  const rows = [...results].map(([line, rounds]) => [
    line,
    spreadText(valuesOf(rounds, 'messagesPerSecond'), 0),
    spreadText(valuesOf(rounds, 'cpuMicrosPerMessage'), 1),
    spreadText(valuesOf(rounds, 'firstMessageMs'), 0),
    spreadText(valuesOf(rounds, 'rssMiB'), 0),
    spreadText(valuesOf(rounds, 'peakMiB'), 0),
    spreadText(valuesOf(rounds, 'repeated'), 0),
  ])
  const columns = ['client', 'messages/s', 'CPU µs per message', 'first message ms', 'RSS MiB']
  const table = textTable([...columns, 'peak RSS MiB', 'repeated'], rows)
  return [table, '', ...verdicts(results)].join('\n')
}

/** @param {ReadonlyMap<string, readonly import('../contract.d.ts').Values[]>} results */
function verdicts(results) {
  const ours = results.get('arq') ?? []
  if (ours.length === 0) return []
  const ratioTo = (/** @type {string} */ line) =>
    medianRatio(
      valuesOf(ours, 'messagesPerSecond'),
      valuesOf(results.get(line) ?? [], 'messagesPerSecond'),
    )
  const medianOf = (/** @type {string} */ name) => spreadOf(valuesOf(ours, name)).median
  const { rateToAliOns, rateToJava, ...most } = TARGETS
  const rates = /** @type {const} */ ([
    ['ali-ons', rateToAliOns],
    ['java', rateToJava],
  ])
  return [
    ...rates
      .filter(([line]) => results.has(line))
      .map(([line, least]) =>
        verdict(`rate to ${line}`, ratioTo(line), ratioTo(line) >= least, `≥ ${least}`),
      ),
    ...Object.entries(most).map(([name, limit]) =>
      verdict(name, medianOf(name), medianOf(name) <= limit, `≤ ${limit}`),
    ),
  ]
}

if (argv[1] === THIS_FILE) console.log(await run(argv.slice(2)))
