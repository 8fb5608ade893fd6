/**
 * @typedef {object} Metric
 * @property {string} title
 * @property {string} unit
 * @property {number} digits after the point
 */

/** What trials may report, in the order of the columns. @type {Readonly<Record<string, Metric>>} */
export const METRICS = {
  jobsPerSecond: { title: 'jobs/s', unit: 'jobs/s', digits: 0 },
  cpuMicrosPerJob: { title: 'CPU µs/job', unit: 'µs', digits: 1 },
  startP50Ms: { title: 'start p50 ms', unit: 'ms', digits: 2 },
  startP99Ms: { title: 'start p99 ms', unit: 'ms', digits: 2 },
  resultP50Ms: { title: 'result p50 ms', unit: 'ms', digits: 2 },
  resultP99Ms: { title: 'result p99 ms', unit: 'ms', digits: 2 },
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
