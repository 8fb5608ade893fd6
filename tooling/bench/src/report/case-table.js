import { formatNumber, metricOf, METRICS } from './metrics.js'

/**
 * A case as a table: a line per row; median of each metric, and spread but of details, then ratios.
 * @param {import('../contract.d.ts').CaseResult} result
 * @returns {{ header: string[], rows: string[][] }}
 */
export function caseTable({ lines }) {
  const metrics = Object.keys(METRICS).filter((name) => lines.some(({ values }) => name in values))
  const ratios = ratioColumns(lines)
  const hasRounds = lines.some(({ rounds }) => rounds.length > 1)
  const columnsOf = (/** @type {string} */ name) => (hasRounds && !metricOf(name).isDetail ? 2 : 1)
  return {
    header: [
      '',
      ...metrics.flatMap((name) => [metricOf(name).title, 'min–max'].slice(0, columnsOf(name))),
      ...ratios.map(({ against, metric }) => `${shortTitle(metric)} ÷ ${against}`),
    ],
    rows: lines.map((line) => [
      line.title,
      ...metrics.flatMap((name) =>
        spreadCells(line.values[name], metricOf(name).digits).slice(0, columnsOf(name)),
      ),
      ...ratios.map(({ against, metric }) => {
        const ratio = line.ratios[against]?.[metric]
        return ratio === undefined ? '' : `${formatNumber(ratio, 2)} ×`
      }),
    ]),
  }
}

/** @param {readonly import('../contract.d.ts').LineResult[]} lines */
function ratioColumns(lines) {
  const others = new Set(lines.flatMap(({ ratios }) => Object.keys(ratios)))
  return [...others].flatMap((against) => {
    const metrics = new Set(lines.flatMap(({ ratios }) => Object.keys(ratios[against] ?? {})))
    return [...metrics].map((metric) => ({ against, metric }))
  })
}

/** @param {string} metric */
function shortTitle(metric) {
  return metric === 'cpuMicrosPerJob' ? 'CPU' : metricOf(metric).title
}

/**
 * @param {import('../contract.d.ts').Spread | undefined} spread
 * @param {number} digits
 */
function spreadCells(spread, digits) {
  if (!spread) return ['', '']
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    formatNumber(value, digits),
  )
  return [median ?? '', `${min}–${max}`]
}
