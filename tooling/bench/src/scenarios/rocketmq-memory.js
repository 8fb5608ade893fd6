// Memory of a consumer of RocketMQ over time: `node tooling/bench/src/scenarios/rocketmq-memory.js --help`.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { loadNow } from '../environment.js'
import { textTable } from '../report/text-table.js'
import { verdict } from './rocketmq/describe.js'
import { BODY_BYTES, fillBacklog } from './rocketmq/fill-backlog.js'

const THIS_FILE = fileURLToPath(import.meta.url)
const TRIAL = fileURLToPath(new URL('rocketmq/memory-trial.js', import.meta.url))
const SAMPLES = 10
/** From the fifth sample on, when buffers, compiled code and V8's young generation have their size. */
const SETTLED_AT = 4
/** V8 collects when it likes to: so much the same process may have more or less from one sample to the next. */
const FLAT_WITHIN_MIB = 8
const MINUTE_MS = 60_000
const HELP = `Reads the memory of a consumer ${SAMPLES} times: as it waits, or as it consumes a backlog, 20 listeners
at a time that do nothing. Each line has a process and a group of its own. No collection is asked for, unless the
processes that are measured are given --expose-gc: heap and buffers are then what is kept.

  --name-server host:port  default: ARQ_TEST_ROCKETMQ_NAMESERVER
  --idle-minutes n         nothing comes for so long (default: 10)
  --messages n             instead: a backlog of so many messages of ${BODY_BYTES} bytes
  --lines a,b              of arq, ali-ons (default: arq)
  --node-options a,b       for the processes that are measured, for example --max-semi-space-size=2`

/**
 * @typedef {import('./rocketmq/memory-trial.js').MemoryTrial} MemoryTrial
 * @typedef {import('./rocketmq/memory-trial.js').MemorySample} MemorySample
 */

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'name-server': { type: 'string', default: process.env['ARQ_TEST_ROCKETMQ_NAMESERVER'] ?? '' },
      'idle-minutes': { type: 'string', default: '10' },
      messages: { type: 'string', default: '0' },
      lines: { type: 'string', default: 'arq' },
      'node-options': { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  const lines = /** @type {MemoryTrial['line'][]} */ (values.lines.split(','))
  const unknown = lines.find((line) => !['arq', 'ali-ons'].includes(line))
  if (unknown !== undefined) throw new Error(`no line is called ${unknown}\n\n${HELP}`)
  return {
    ...{ lines, isHelp: values.help, nameServer: values['name-server'] },
    messages: Number(values.messages),
    idleMinutes: Number(values['idle-minutes']),
    nodeOptions: values['node-options'].split(',').filter((option) => option !== ''),
  }
}

/**
 * @param {MemoryTrial} trial
 * @param {readonly string[]} nodeOptions
 * @returns {Promise<readonly MemorySample[]>}
 */
async function runTrial(trial, nodeOptions) {
  const child = fork(TRIAL, [], { execArgv: [...nodeOptions] })
  /** @type {MemorySample[]} */
  const samples = []
  child.on('message', (sample) => samples.push(/** @type {MemorySample} */ (sample)))
  child.send(trial)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${trial.line}: the process ended with code ${code}`)
  return samples
}

/**
 * How far the highest of the settled samples is above the lowest.
 * @param {readonly MemorySample[]} samples
 */
function spreadWhenSettled(samples) {
  const settled = samples.slice(SETTLED_AT).map(({ rssMiB }) => rssMiB)
  return Math.max(...settled) - Math.min(...settled)
}

/**
 * @param {MemoryTrial} trial
 * @param {readonly MemorySample[]} samples
 */
function describe({ line, messages }, samples) {
  const unit = messages > 0 ? 'messages' : 'minutes'
  const header = [unit, 'RSS MiB', 'heap in use', 'heap', 'buffers', 'CPU ms']
  const rows = samples.map((sample) => [
    sample.at.toLocaleString('en-US'),
    ...[sample.rssMiB, sample.heapUsedMiB, sample.heapTotalMiB, sample.externalMiB].map((mib) =>
      mib.toFixed(1),
    ),
    sample.cpuMs.toFixed(0),
  ])
  const spread = spreadWhenSettled(samples)
  const isFlat = spread <= FLAT_WITHIN_MIB
  const judged = verdict('RSS, highest − lowest', spread, isFlat, `≤ ${FLAT_WITHIN_MIB}`)
  return `${line}\n${textTable(header, rows)}\n${judged}`
}

/** @param {readonly string[]} args */
async function run(args) {
  const { lines, isHelp, nameServer, messages, idleMinutes, nodeOptions } = readOptions(args)
  if (isHelp) return HELP
  if (nameServer === '') throw new Error(`no name server is given\n\n${HELP}`)
  const topic = `bench-memory-${Date.now().toString(36)}`
  // An idle consumer has a topic, too, with queues that it asks for messages.
  await fillBacklog({ nameServer, topic, messages: Math.max(messages, 1) })
  const before = loadNow()
  const trials = lines.map((line) => ({
    ...{ line, nameServer, topic, group: `${topic}-${line}`, messages },
    ...{ samples: SAMPLES, intervalMs: (idleMinutes * MINUTE_MS) / SAMPLES },
  }))
  // Idle ones wait side by side; busy ones would take each other's CPU time.
  /** @type {(readonly MemorySample[])[]} */
  const results = []
  if (messages === 0) {
    results.push(...(await Promise.all(trials.map((trial) => runTrial(trial, nodeOptions)))))
  } else for (const trial of trials) results.push(await runTrial(trial, nodeOptions))
  const texts = trials.map((trial, index) => describe(trial, results[index] ?? []))
  return `${texts.join('\n\n')}\n\nload ${before} before, ${loadNow()} after`
}

if (argv[1] === THIS_FILE) console.log(await run(argv.slice(2)))
