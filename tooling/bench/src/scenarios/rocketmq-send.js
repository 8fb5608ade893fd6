// Sends to RocketMQ, by client: `node tooling/bench/src/scenarios/rocketmq-send.js --help`.

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { ROCKETMQ_CLIENTS } from '../contestants/rocketmq.js'
import { benchJava } from '../contestants/rocketmq-java.js'
import { loadNow } from '../environment.js'
import { medianRatio, spreadOf } from '../report/statistics.js'
import { textTable } from '../report/text-table.js'
import { forkTrial } from './rocketmq/child-trial.js'
import { spreadText, valuesOf, verdict } from './rocketmq/describe.js'

const THIS_FILE = fileURLToPath(import.meta.url)
const TRIAL = fileURLToPath(new URL('rocketmq/send-trial.js', import.meta.url))
const OUTSTANDING = 100
const BODY_BYTES = 300
/** What is expected of our client. */
const TARGETS = { rateToAliOns: 0.95, cpuMicrosPerMessage: 40, rssMiB: 90 }
const HELP = `Measures sending to RocketMQ: ours, ali-ons and the official Java client take turns,
each in a process of its own; ${OUTSTANDING} messages of ${BODY_BYTES} bytes are under way at a time.

  --name-server host:port  default: ARQ_TEST_ROCKETMQ_NAMESERVER
  --rounds n               default: 5
  --messages n             measured, of each trial; a quarter more to warm up (default: 20000)
  --lines a,b              of arq, ali-ons, java (default: all)
  --profile file           a CPU profile of the first line, which makes its figures wrong`

/** @typedef {import('./rocketmq/send-trial.js').SendTrial} SendTrial */

/**
 * The broker makes a topic with its first message, which not every client can send.
 * @param {SendTrial} trial
 */
async function createTopic(trial) {
  const sender = await ROCKETMQ_CLIENTS.arq(trial)
  await sender.send(Buffer.from('first'))
  await sender.close()
}

/**
 * @param {SendTrial} trial
 * @returns {Promise<import('../contract.d.ts').Values>}
 */
async function runTrial(trial) {
  await createTopic(trial)
  if (trial.line === 'java') {
    const how = { outstanding: OUTSTANDING, bodyBytes: BODY_BYTES }
    return benchJava('bench', { ...trial, ...how })
  }
  return forkTrial(TRIAL, { ...trial, outstanding: OUTSTANDING, bodyBytes: BODY_BYTES })
}

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'name-server': { type: 'string', default: process.env['ARQ_TEST_ROCKETMQ_NAMESERVER'] ?? '' },
      rounds: { type: 'string', default: '5' },
      messages: { type: 'string', default: '20000' },
      lines: { type: 'string', default: 'arq,ali-ons,java' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const lines = /** @type {SendTrial['line'][]} */ (values.lines.split(','))
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
  /** @type {Map<string, import('../contract.d.ts').Values[]>} */
  const results = new Map(lines.map((line) => [line, []]))
  const before = loadNow()
  for (let round = 1; round <= rounds; round += 1) {
    for (const line of lines) {
      const topic = `bench-${line}-${round}-${Date.now().toString(36)}`
      const profileFile = line === lines[0] ? options.profile : undefined
      const trial = { line, nameServer, topic, messages, warmUp: messages / 4, profileFile }
      results.get(line)?.push(await runTrial(trial))
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
    spreadText(valuesOf(rounds, 'rssMiB'), 0),
  ])
  const table = textTable(['client', 'messages/s', 'CPU µs per message', 'RSS MiB'], rows)
  const ours = results.get('arq') ?? []
  const theirs = results.get('ali-ons') ?? []
  if (ours.length === 0 || theirs.length === 0) return table
  const ratio = medianRatio(
    valuesOf(ours, 'messagesPerSecond'),
    valuesOf(theirs, 'messagesPerSecond'),
  )
  const cpu = spreadOf(valuesOf(ours, 'cpuMicrosPerMessage')).median
  const rss = spreadOf(valuesOf(ours, 'rssMiB')).median
  const { rateToAliOns, cpuMicrosPerMessage, rssMiB } = TARGETS
  return [
    table,
    '',
    verdict('rate to ali-ons', ratio, ratio >= rateToAliOns, `≥ ${rateToAliOns}`),
    verdict('CPU µs', cpu, cpu <= cpuMicrosPerMessage, `≤ ${cpuMicrosPerMessage}`),
    verdict('RSS MiB', rss, rss <= rssMiB, `≤ ${rssMiB}`),
  ].join('\n')
}

if (argv[1] === THIS_FILE) console.log(await run(argv.slice(2)))
