// Sends to RocketMQ, by client: `node tooling/bench/src/scenarios/rocketmq-send.js --help`.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { ROCKETMQ_CLIENTS } from '../contestants/rocketmq.js'
import { benchJava } from '../contestants/rocketmq-java.js'
import { loadNow } from '../environment.js'
import { keepInFlight } from '../measure/in-flight.js'
import { Meter } from '../measure/meter.js'
import { medianRatio, spreadOf } from '../report/statistics.js'
import { textTable } from '../report/text-table.js'

const THIS_FILE = fileURLToPath(import.meta.url)
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

/**
 * @typedef {object} SendTrial
 * @property {'arq' | 'ali-ons' | 'java'} line
 * @property {string} nameServer
 * @property {string} topic
 * @property {number} messages
 * @property {number} warmUp
 * @property {string | undefined} profileFile
 */

/**
 * One trial of a Node client, in the process it has to itself.
 * @param {SendTrial} trial
 * @returns {Promise<import('../contract.d.ts').Values>}
 */
async function measure({ line, messages, warmUp, profileFile, ...where }) {
  if (line === 'java') throw new Error('Java runs in a process of its own')
  const sender = await ROCKETMQ_CLIENTS[line](where)
  const body = Buffer.alloc(BODY_BYTES, 'a')
  const sendMany = (/** @type {number} */ count) =>
    keepInFlight({ from: 0, count, width: OUTSTANDING }, (_sequence, done) => {
      sender.send(body).then(() => done(), done)
    })
  await sendMany(warmUp)
  const meter = new Meter(profileFile)
  meter.start()
  await sendMany(messages)
  const { jobsPerSecond, cpuMicrosPerJob } = meter.stop(messages)
  const rssMiB = process.memoryUsage.rss() / 1024 / 1024
  await sender.close()
  return { messagesPerSecond: jobsPerSecond, cpuMicrosPerMessage: cpuMicrosPerJob, rssMiB }
}

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
    return benchJava({ ...trial, ...how }, AbortSignal.timeout(300_000))
  }
  const child = fork(THIS_FILE, ['--child'], { signal: AbortSignal.timeout(300_000) })
  child.send(trial)
  const [answer] = await Promise.race([once(child, 'message'), endOf(child)])
  await once(child, 'close')
  if ('error' in answer) throw new Error(`${trial.line}: ${answer.error}`)
  return answer.values
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<never>}
 */
async function endOf(child) {
  const [code] = await once(child, 'exit')
  throw new Error(`the process of a trial ended by itself with code ${code}`)
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

/**
 * @param {readonly import('../contract.d.ts').Values[]} rounds
 * @param {string} name
 */
const valuesOf = (rounds, name) => rounds.map((values) => values[name] ?? Number.NaN)

/**
 * @param {readonly number[]} values
 * @param {number} digits
 */
function spreadText(values, digits) {
  if (values.some(Number.isNaN)) return '–'
  const { median, min, max } = spreadOf(values)
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

/**
 * @param {string} what
 * @param {number} got
 * @param {boolean} isReached
 * @param {string} wanted
 */
function verdict(what, got, isReached, wanted) {
  return `${isReached ? 'reached' : 'missed '}  ${what}: ${got.toFixed(2)}, wanted ${wanted}`
}

if (argv[2] === '--child') {
  process.once('message', (/** @type {SendTrial} */ trial) => {
    const answer = (/** @type {object} */ message) =>
      // Whatever a library still holds open must not keep this process.
      process.send?.(message, undefined, {}, () => process.exit(0))
    measure(trial).then(
      (values) => answer({ values }),
      (error) => answer({ error: error instanceof Error ? error.stack : String(error) }),
    )
  })
} else if (argv[1] === THIS_FILE) {
  console.log(await run(argv.slice(2)))
}
