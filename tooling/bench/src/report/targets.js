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

/** What we want to reach. @type {readonly Target[]} */
export const TARGETS = [
  rate('Enqueue against amqplib', { case: 'enqueue', line: 'arq', against: 'raw' }, 1, BOTH),
  cpu('Enqueue, CPU of the client', { case: 'enqueue', line: 'arq' }, 20),
  rate('Enqueue + queued record', { case: 'enqueue', line: 'arq queued', against: 'raw' }, 0.8),
  rate('Process, no results', { case: 'process', line: 'arq c100', against: 'raw' }, 1.2),
  rate('Process, no results', { case: 'process', line: 'arq c100', against: 'raw' }, 1, [
    'classic',
  ]),
  cpu('Process, no results, CPU', { case: 'process', line: 'arq c100' }, 22),
  rate(
    'Process + results in Redis',
    { case: 'process', line: 'arq redis c100', against: 'bullmq' },
    2.5,
  ),
  cpu('Process + results in Redis, CPU', { case: 'process', line: 'arq redis c100' }, 50),
  cpu(
    'Process + results in Redis, CPU against BullMQ',
    { case: 'process', line: 'arq redis c100', against: 'bullmq' },
    0.35,
  ),
  ...[500, 1000].flatMap((jobsPerSecond) => latencyTargets(jobsPerSecond)),
  ...delayTargets(),
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
