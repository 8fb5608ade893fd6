/**
 * @typedef {object} Metric
 * @property {string} title
 * @property {string} unit
 * @property {number} digits after the point
 * @property {boolean} [isDetail] of another; tables show its median only
 */

/** What trials may report, in the order of the columns. @type {Readonly<Record<string, Metric>>} */
export const METRICS = {
  jobsPerSecond: { title: 'jobs/s', unit: 'jobs/s', digits: 0 },
  cpuMicrosPerJob: { title: 'client CPU µs/job', unit: 'µs', digits: 1 },
  enqueuerCpuMicros: { title: 'enqueuer', unit: 'µs', digits: 1, isDetail: true },
  workersCpuMicros: { title: 'workers', unit: 'µs', digits: 1, isDetail: true },
  redisCpuMicros: { title: 'Redis CPU µs/job', unit: 'µs', digits: 1, isDetail: true },
  postgresqlCpuMicros: {
    title: 'PostgreSQL CPU µs/job',
    unit: 'µs',
    digits: 1,
    isDetail: true,
  },
  brokerCpuMicros: { title: 'broker CPU µs/job', unit: 'µs', digits: 1, isDetail: true },
  firstStartMs: { title: 'first start ms', unit: 'ms', digits: 0 },
  leastShare: { title: 'least share', unit: 'of an equal one', digits: 2 },
  lateP50Ms: { title: 'late p50 ms', unit: 'ms', digits: 0 },
  lateP99Ms: { title: 'late p99 ms', unit: 'ms', digits: 0 },
  lateMaxMs: { title: 'late max ms', unit: 'ms', digits: 0 },
  early: { title: 'early', unit: 'jobs', digits: 0 },
  writesPerJob: { title: 'writes/job', unit: 'writes', digits: 2, isDetail: true },
  callP50Ms: { title: 'call p50 ms', unit: 'ms', digits: 2 },
  callP99Ms: { title: 'call p99 ms', unit: 'ms', digits: 2 },
  startP50Ms: { title: 'start p50 ms', unit: 'ms', digits: 2 },
  startP99Ms: { title: 'start p99 ms', unit: 'ms', digits: 2 },
  resultP50Ms: { title: 'result p50 ms', unit: 'ms', digits: 2 },
  resultP99Ms: { title: 'result p99 ms', unit: 'ms', digits: 2 },
  signalP50Ms: { title: 'signal p50 ms', unit: 'ms', digits: 2 },
  signalP99Ms: { title: 'signal p99 ms', unit: 'ms', digits: 2 },
  abortP50Ms: { title: 'abort() p50 ms', unit: 'ms', digits: 2 },
  abortP99Ms: { title: 'abort() p99 ms', unit: 'ms', digits: 2 },
  rssFirstMb: { title: 'RSS first MB', unit: 'MB', digits: 1 },
  rssLastMb: { title: 'RSS last MB', unit: 'MB', digits: 1 },
  rssGrowthMb: { title: 'RSS growth MB', unit: 'MB', digits: 1 },
  heapFirstMb: { title: 'heap first MB', unit: 'MB', digits: 1 },
  heapLastMb: { title: 'heap last MB', unit: 'MB', digits: 1 },
  heapGrowthMb: { title: 'heap growth MB', unit: 'MB', digits: 1 },
}

/** Metrics that make sense as a ratio between two lines. */
export const RATIO_METRICS = ['jobsPerSecond', 'cpuMicrosPerJob', 'startP50Ms', 'startP99Ms']

/**
 * @param {string} name
 * @returns {Metric}
 */
export function metricOf(name) {
  return METRICS[name] ?? { title: name, unit: '', digits: 2 }
}

/**
 * With thousands apart: `12,345`.
 * @param {number} value
 * @param {number} digits
 */
export function formatNumber(value, digits) {
  if (Number.isNaN(value)) return '–'
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}
