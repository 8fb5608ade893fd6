// arq beside a Python library: `node tooling/bench/by-hand/compare-python.js --help`.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

import { createRabbit, createRedis } from '@arq/tooling-services'

import { buildPackages } from '../src/build.js'
import { deleteKeys } from '../src/contestants/redis-keys.js'
import { loadNow } from '../src/environment.js'
import { Places } from '../src/places.js'
import { medianRatio, spreadOf } from '../src/report/statistics.js'
import { textTable } from '../src/report/text-table.js'
import { runTrial } from '../src/run-trial.js'

const HELP = `Measures arq beside Celery and the Python library rabbitmq-arq, taking turns on one RabbitMQ
and one Redis, which serve nobody else; results are kept in Redis. Needs Python 3.9 or later with venv.

  --libraries a,b  of celery, rabbitmq-arq (default: both), the newest that PyPI has
  --jobs n         measured jobs of a trial (default: 20000); a tenth more to warm up
  --rounds n       default: 3`

const HERE = fileURLToPath(new URL('.', import.meta.url))
const VENVS = fileURLToPath(new URL('../../../.services/python', import.meta.url))
/** Of a step: Python that hangs is ended. The slowest takes 7 ms a job on a machine that is full. */
const LONGEST_MS = { ofAny: 300_000, perJob: 20 }
const run = promisify(execFile)

/** What pip installs, and the program of each. */
const LIBRARIES = {
  celery: { packages: ['celery', 'redis'], program: 'celery_program.py' },
  'rabbitmq-arq': { packages: ['rabbitmq-arq', 'redis'], program: 'rabbitmq_arq_program.py' },
}

/**
 * @typedef {keyof typeof LIBRARIES} Library
 * @typedef {{ enqueue: import('../src/contract.d.ts').Values,
 *   process: import('../src/contract.d.ts').Values }} Round
 */

/** @param {readonly string[]} args */
function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      libraries: { type: 'string', default: Object.keys(LIBRARIES).join(',') },
      jobs: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  })
  const names = values.libraries.split(',')
  const libraries = names.flatMap((name) =>
    name in LIBRARIES ? [/** @type {Library} */ (name)] : [],
  )
  const unknown = names.find((name) => !(name in LIBRARIES))
  if (unknown !== undefined) throw new Error(`no library is called ${unknown}\n\n${HELP}`)
  return { ...values, libraries, jobs: Number(values.jobs), rounds: Number(values.rounds) }
}

/**
 * Its newest version, in a virtual environment that stays.
 * @param {Library} library
 * @returns {Promise<{ python: string, version: string }>}
 */
async function install(library) {
  const folder = join(VENVS, library)
  const python = join(folder, 'bin', 'python')
  if (!existsSync(python)) await run('python3', ['-m', 'venv', folder])
  const pip = ['-m', 'pip', '--disable-pip-version-check']
  await run(python, [...pip, 'install', '--quiet', '--upgrade', ...LIBRARIES[library].packages])
  const { stdout } = await run(python, [...pip, 'show', library])
  return { python, version: /^Version: (.+)$/m.exec(stdout)?.[1] ?? 'unknown' }
}

/**
 * A process that enqueues, then one that works on the same jobs and counts each.
 * @param {Library} library
 * @param {string} python
 * @param {{ rabbitmqUrl: string, redisUrl: string, jobs: number, warmUp: number }} how
 * @returns {Promise<Round>}
 */
async function runPython(library, python, { rabbitmqUrl, redisUrl, jobs, warmUp }) {
  const step = async (/** @type {'enqueue' | 'work'} */ name) => {
    const program = join(HERE, LIBRARIES[library].program)
    const { stdout } = await run(python, [program, name, String(jobs), String(warmUp)], {
      env: { ...process.env, BENCH_RABBITMQ_URL: rabbitmqUrl, BENCH_REDIS_URL: redisUrl },
      timeout: LONGEST_MS.ofAny + LONGEST_MS.perJob * (jobs + warmUp),
    })
    // Among whatever else the library prints.
    const told = stdout.split('\n').find((line) => line.startsWith('{"jobsPerSecond"'))
    if (told === undefined) throw new Error(`${library}, ${name}: told nothing\n${stdout}`)
    return /** @type {import('../src/contract.d.ts').Values} */ (JSON.parse(told))
  }
  return { enqueue: await step('enqueue'), process: await step('work') }
}

/**
 * The same of ours: enqueue without a record, process with results in Redis.
 * @param {Places} places
 * @param {{ jobs: number, warmUp: number }} how
 * @returns {Promise<Round>}
 */
async function runArq(places, { jobs, warmUp }) {
  const common = { jobs, warmUp, concurrency: 100, prefetch: 1000 }
  const settings = {
    enqueue: { ...common, results: /** @type {const} */ ('reply'), how: HOW },
    process: { ...common, results: /** @type {const} */ ('redis') },
  }
  const options = {
    signal: new AbortController().signal,
    onOutput: (/** @type {string} */ text) => console.error(text),
    onProgress: () => undefined,
  }
  const trialOf = async (/** @type {'enqueue' | 'process'} */ scenario) => {
    const place = places.open('quorum')
    const trial = { scenario, contestant: /** @type {const} */ ('arq'), place }
    const measured = { ...trial, settings: settings[scenario] }
    const sequences = scenario === 'process' ? jobs + warmUp : 0
    if (sequences > 0) await runTrial({ ...measured, step: 'prepare', sequences: 0 }, options)
    const values = await runTrial({ ...measured, step: 'measure', sequences }, options)
    await places.remove(place)
    return values
  }
  return { enqueue: await trialOf('enqueue'), process: await trialOf('process') }
}

const HOW = { way: /** @type {const} */ ('single'), inFlight: 1000 }

/** @param {ReturnType<typeof readOptions>} options */
async function compare({ libraries, jobs, rounds }) {
  await buildPackages(new AbortController().signal)
  /** @type {Map<string, { title: string, rounds: Round[] }>} */
  const lines = new Map([['arq', { title: 'arq', rounds: [] }]])
  /** @type {Map<Library, string>} */
  const pythons = new Map()
  for (const library of libraries) {
    const { python, version } = await install(library)
    pythons.set(library, python)
    lines.set(library, { title: `${library} ${version}`, rounds: [] })
  }
  const before = loadNow()
  const warmUp = Math.ceil(jobs / 10)
  await withPlaces(async (places) => {
    for (let round = 1; round <= rounds; round += 1) {
      console.error(`round ${round} of ${rounds}: arq`)
      lines.get('arq')?.rounds.push(await runArq(places, { jobs, warmUp }))
      for (const [library, python] of pythons) {
        console.error(`round ${round} of ${rounds}: ${library}`)
        const found = await apart(places, (at) =>
          runPython(library, python, { ...at, jobs, warmUp }),
        )
        lines.get(library)?.rounds.push(found)
      }
    }
  })
  const text = describe([...lines.values()])
  return `${text}\n\n${rounds} rounds of ${jobs}; load ${before} before, ${loadNow()} after`
}

/**
 * @param {(places: Places) => Promise<void>} work
 */
async function withPlaces(work) {
  const [rabbit, redis] = await Promise.all([createRabbit(), createRedis()])
  try {
    await Promise.all([rabbit.start(), redis.start()])
    const { url: rabbitmqUrl, managementUrl } = rabbit
    await work(new Places({ rabbitmqUrl, managementUrl, redisUrl: redis.url }))
  } finally {
    await Promise.all([rabbit.dispose(), redis.dispose()])
  }
}

/**
 * A virtual host for one round and nothing left in Redis, since Python's queues and keys have fixed names.
 * @template T
 * @param {Places} places
 * @param {(at: { rabbitmqUrl: string, redisUrl: string }) => Promise<T>} work
 */
async function apart(places, work) {
  const place = await places.openApart('quorum')
  const found = await work(place)
  await places.remove(place)
  await deleteKeys(place, '*')
  return found
}

/** @param {readonly { title: string, rounds: readonly Round[] }[]} lines */
function describe(lines) {
  const [ours] = lines
  return /** @type {const} */ (['enqueue', 'process'])
    .map((step) => {
      const column = (/** @type {typeof ours} */ line, /** @type {string} */ name) =>
        (line?.rounds ?? []).map((round) => round[step][name] ?? Number.NaN)
      const rows = lines.map((line) => [
        line.title,
        spreadText(column(line, 'jobsPerSecond'), 0),
        spreadText(column(line, 'cpuMicrosPerJob'), 1),
        line === ours
          ? ''
          : `${medianRatio(column(ours, 'jobsPerSecond'), column(line, 'jobsPerSecond')).toFixed(1)} ×`,
      ])
      return `${TITLES[step]}\n${textTable(['', 'jobs/s', 'CPU µs/job', 'arq is'], rows)}`
    })
    .join('\n\n')
}

const TITLES = {
  enqueue: 'Enqueue, confirmed, without a record',
  process: 'Process, results in Redis, a task that does nothing',
}

/**
 * @param {readonly number[]} values
 * @param {number} digits
 */
function spreadText(values, digits) {
  const { median, min, max } = spreadOf(values)
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

const options = readOptions(argv.slice(2))
console.log(options.help ? HELP : await compare(options))
