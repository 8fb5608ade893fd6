import { formatNumber, metricOf } from './metrics.js'

/**
 * @typedef {object} Reading one figure of a report
 * @property {string} case
 * @property {string} line
 * @property {string} metric
 * @property {string} [against] compared with that line
 * @property {'ratio' | 'difference'} [as] default: ratio
 * @property {boolean} [isOfWorst] the highest of the rounds, where one is one too many; default: their
 *   median
 *
 * @typedef {Reading & { title: string, queueTypes?: readonly import('../contract.d.ts').QueueType[],
 *   atLeast?: number, atMost?: number }} Target
 */

const BOTH = /** @type {const} */ (['quorum', 'classic'])

/**
 * In a burst the broker writes each delayed job up to three times (bucket, due queue, its own queue)
 * where it writes another once: at the same speed of the broker that is a third of the jobs.
 */
const BURST_SHARE = 1 / 3

/** Medians of two lines that cost the same differ by so much. */
const NO_MORE = 1.05

/** What we want to reach. @type {readonly Target[]} */
export const TARGETS = [
  rate('Enqueue against amqplib', { case: 'enqueue', line: 'arq', against: 'raw' }, 0.95, BOTH),
  rate(
    'Enqueue against amqplib with the same properties',
    { case: 'enqueue', line: 'arq', against: 'raw labelled' },
    0.95,
    BOTH,
  ),
  rate('Enqueue, batches', { case: 'enqueue', line: 'arq batch', against: 'arq' }, 1),
  rate('Enqueue, a stream', { case: 'enqueue', line: 'arq stream', against: 'arq' }, 1),
  cpu('Enqueue, CPU of the client', { case: 'enqueue', line: 'arq' }, 20),
  rate('Enqueue + queued record', { case: 'enqueue', line: 'arq queued', against: 'raw' }, 0.8),
  cpu('Enqueue + queued record, CPU of the client', { case: 'enqueue', line: 'arq queued' }, 22),
  rate(
    'Process, no results',
    { case: 'process', line: 'arq c100', against: 'perf-test a100' },
    0.9,
  ),
  rate('Process, no results', { case: 'process', line: 'arq c100', against: 'raw' }, 1, [
    'classic',
  ]),
  cpu('Process, no results, CPU', { case: 'process', line: 'arq c100' }, 22),
  ...resultTargets(),
  ...callTargets(),
  rate(
    'End to end, records and results in Redis',
    { case: 'end-to-end', line: 'arq redis', against: 'bullmq' },
    1.2,
  ),
  ...[500, 1000].flatMap((jobsPerSecond) => latencyTargets(jobsPerSecond)),
  ...['arq redis', 'arq'].map((line) => ({
    title: `abort() → ctx.signal, p99, ${line === 'arq' ? 'without a store' : 'with Redis'}`,
    ...{ case: 'abort', line, metric: 'signalP99Ms', atMost: 100 },
  })),
  ...delayTargets(),
  ...outstandingTargets(),
  rate(
    'Process with 1,000,000 waiting against 10,000',
    { case: 'backlog', line: 'arq 1m', against: 'arq 10k' },
    0.8,
  ),
  {
    title: 'Memory of a worker, 200,000 jobs against 20,000',
    case: 'memory',
    line: 'arq redis',
    metric: 'rssGrowthMb',
    atMost: 30,
  },
  {
    title: 'Memory of a worker without results, 200,000 jobs against 20,000',
    case: 'memory',
    line: 'arq',
    metric: 'rssGrowthMb',
    atMost: 30,
  },
]

/**
 * @param {readonly import('../contract.d.ts').CaseResult[]} cases
 * @param {readonly Target[]} [targets]
 * @returns {import('../contract.d.ts').TargetResult[]} one per target and type of queue
 */
export function judge(cases, targets = TARGETS) {
  return targets.flatMap((target) =>
    (target.queueTypes ?? ['quorum']).map((queueType) => {
      const found = cases.find(
        ({ id, queueType: type }) => id === target.case && type === queueType,
      )
      const got = found ? read(found, target) : Number.NaN
      return {
        title: `${target.title} (${queueType})`,
        wanted: wantedText(target),
        got: figure(got, target),
        verdict: verdictOf(got, target),
      }
    }),
  )
}

/**
 * @param {number} got
 * @param {Target} target
 * @returns {import('../contract.d.ts').Verdict}
 */
function verdictOf(got, { atLeast = -Infinity, atMost = Infinity }) {
  if (Number.isNaN(got)) return 'not measured'
  return got >= atLeast && got <= atMost ? 'reached' : 'missed'
}

/**
 * @param {import('../contract.d.ts').CaseResult} found
 * @param {Reading} reading
 */
function read({ lines }, { line, metric, against, as = 'ratio', isOfWorst = false }) {
  const own = lines.find(({ id }) => id === line)
  const spread = own?.values[metric]
  const value = (isOfWorst ? spread?.max : spread?.median) ?? Number.NaN
  if (against === undefined) return value
  if (as === 'ratio') return own?.ratios[against]?.[metric] ?? Number.NaN
  const other = lines.find(({ id }) => id === against)
  return value - (other?.values[metric]?.median ?? Number.NaN)
}

/** @param {Target} target */
function wantedText(target) {
  return target.atLeast === undefined
    ? `≤ ${figure(target.atMost ?? Number.NaN, target)}`
    : `≥ ${figure(target.atLeast, target)}`
}

/**
 * @param {number} value
 * @param {Reading} reading
 */
function figure(value, { metric, against, as = 'ratio' }) {
  if (Number.isNaN(value)) return '–'
  const { unit, digits } = metricOf(metric)
  if (against === undefined) return `${formatNumber(value, digits)} ${unit}`
  if (as === 'ratio') return `${formatNumber(value, 2)} × ${against} (${unit})`
  return `${against} ${value < 0 ? '−' : '+'} ${formatNumber(Math.abs(value), digits)} ${unit}`
}

/**
 * @param {string} title
 * @param {Omit<Reading, 'metric'>} reading
 * @param {number} atLeast
 * @param {readonly import('../contract.d.ts').QueueType[]} [queueTypes]
 * @returns {Target}
 */
function rate(title, reading, atLeast, queueTypes = ['quorum']) {
  return { title, ...reading, metric: 'jobsPerSecond', atLeast, queueTypes }
}

/**
 * @param {string} title
 * @param {Omit<Reading, 'metric'>} reading
 * @param {number} atMost
 * @returns {Target}
 */
function cpu(title, reading, atMost) {
  return { title, ...reading, metric: 'cpuMicrosPerJob', atMost }
}

/** @returns {Target[]} */
function callTargets() {
  const reading = { case: 'one-at-a-time', line: 'arq', against: 'raw' }
  const difference = { ...reading, as: /** @type {const} */ ('difference'), atMost: 0.3 }
  return [
    { title: 'One awaited enqueueJob at a time, p50', ...difference, metric: 'callP50Ms' },
    { title: 'One awaited enqueueJob at a time, p99', ...difference, metric: 'callP99Ms' },
  ]
}

/** @returns {Target[]} */
function resultTargets() {
  const at100 = { case: 'process', line: 'arq redis c100' }
  const at10 = { case: 'process', line: 'arq redis c10' }
  const python = { case: 'process', line: 'arq redis python c100' }
  const what = 'Process + results in Redis'
  return [
    rate(`${what}, concurrency 100`, { ...at100, against: 'bullmq' }, 1.8),
    cpu(`${what}, concurrency 100, CPU of the client`, at100, 20),
    {
      title: `${what}, concurrency 100, CPU of Redis`,
      ...at100,
      metric: 'redisCpuMicros',
      atMost: 6,
    },
    rate(`${what}, concurrency 10 against BullMQ at 100`, { ...at10, against: 'bullmq' }, 1.8),
    cpu(`${what}, CPU at concurrency 10`, { ...at10, against: 'arq redis c100' }, NO_MORE),
    rate(
      'Process + results in PostgreSQL',
      { case: 'process', line: 'arq postgres c100', against: 'arq redis c100' },
      0.5,
    ),
    ...['bullmq postgres', 'pg-boss'].map((against) =>
      rate(
        'Process + results in PostgreSQL',
        { case: 'process', line: 'arq postgres c100', against },
        1,
      ),
    ),
    rate(
      'Process + results in SQLite',
      { case: 'process', line: 'arq sqlite c100', against: 'arq redis c100' },
      0.5,
    ),
    rate(`${what}, layout python`, { ...python, against: 'bullmq' }, 1.3),
  ]
}

/**
 * @param {number} jobsPerSecond
 * @returns {Target[]}
 */
function latencyTargets(jobsPerSecond) {
  const at = `at ${jobsPerSecond} jobs/s`
  const reading = { case: `latency ${jobsPerSecond}`, line: 'arq', against: 'raw' }
  return [
    {
      title: `Enqueue → start, p50 ${at}`,
      ...reading,
      metric: 'startP50Ms',
      as: 'difference',
      atMost: 2,
    },
    { title: `Enqueue → start, p99 ${at}`, ...reading, metric: 'startP99Ms', atMost: 1 },
    {
      title: `End → result() known, p99 ${at}`,
      case: reading.case,
      line: 'arq redis',
      metric: 'resultP99Ms',
      atMost: 20,
    },
  ]
}

/** @returns {Target[]} */
function outstandingTargets() {
  const reading = { case: 'scale-delayed', line: 'arq many' }
  const what = '1,000,000 delays outstanding'
  return [
    { title: `${what}, started early`, ...reading, metric: 'early', isOfWorst: true, atMost: 0 },
    { title: `${what}, lateness p99`, ...reading, metric: 'lateP99Ms', atMost: 50 },
    { title: `${what}, memory of a worker`, ...reading, metric: 'rssGrowthMb', atMost: 30 },
  ]
}

/** @returns {Target[]} */
function delayTargets() {
  const delayed = [
    { title: 'Delays over a minute', case: 'delay spread', line: 'arq delayed' },
    { title: 'Delays of a burst', case: 'delay burst', line: 'arq delayed' },
    { title: 'Due in one millisecond', case: 'delay burst', line: 'arq one ms' },
    { title: 'Delays, slow consumers', case: 'delay slow', line: 'arq delayed' },
  ]
  return [
    ...delayed.map(({ title, ...reading }) => ({
      title: `${title}, started early`,
      ...reading,
      metric: 'early',
      isOfWorst: true,
      atMost: 0,
    })),
    {
      title: 'Delays over a minute, lateness p99',
      case: 'delay spread',
      line: 'arq delayed',
      metric: 'lateP99Ms',
      atMost: 50,
    },
    rate(
      'Delays of a burst, drain',
      { case: 'delay burst', line: 'arq delayed', against: 'arq no delay' },
      BURST_SHARE,
    ),
    rate(
      'Due in one millisecond, drain',
      { case: 'delay burst', line: 'arq one ms', against: 'arq no delay' },
      BURST_SHARE,
    ),
  ]
}
