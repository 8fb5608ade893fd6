import { formatNumber } from './metrics.js'

const WIDTH = 960
const MARGIN = 24
const LABEL_WIDTH = 330
const BAR_WIDTH = 190
const GAP = 110
const ROW_HEIGHT = 22
const BAR_HEIGHT = 14
const TITLE_HEIGHT = 40

// No CSS variables: not every program that shows SVG knows them.
const STYLE = `
  .paper { fill: #ffffff } .raw { fill: #8c959f } .arq { fill: #0969da } .bullmq { fill: #bc4c00 }
  .perf-test { fill: #6639ba }
  text { font: 12px system-ui, sans-serif; fill: #1f2328 } .faint { fill: #59636e }
  .title { font-size: 15px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .raw { fill: #6e7681 } .arq { fill: #4493f8 } .bullmq { fill: #db6d28 }
    .perf-test { fill: #ab7df8 }
    text { fill: #f0f6fc } .faint { fill: #9198a1 }
  }
`

/**
 * RESULTS.svg: jobs per second and CPU per job of all cases that have both, as bars. Lengths are
 * comparable within a case only, as the figures are.
 * @param {readonly import('../contract.d.ts').CaseResult[]} cases
 */
export function renderChart(cases) {
  let top = MARGIN
  const parts = cases.flatMap((result) => {
    const rows = result.lines.flatMap(toRow)
    if (rows.length === 0) return []
    const part = renderCase(`${result.title}, ${result.queueType} queue`, rows, top)
    top += TITLE_HEIGHT + rows.length * ROW_HEIGHT + MARGIN
    return [part]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img">`,
    '<title>Jobs per second and CPU per job</title>',
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${top}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

/** @typedef {{ title: string, contestant: string, rate: number, cpu: number }} Row */

/**
 * @param {import('../contract.d.ts').LineResult} line
 * @returns {Row[]} none when it lacks one of the two figures
 */
function toRow({ title, contestant, values }) {
  const rate = values['jobsPerSecond']?.median
  const cpu = values['cpuMicrosPerJob']?.median
  // One that could not be told is NaN.
  return rate && cpu ? [{ title, contestant, rate, cpu }] : []
}

/**
 * @param {string} title
 * @param {readonly Row[]} rows
 * @param {number} top
 */
function renderCase(title, rows, top) {
  const [rateX, cpuX] = [MARGIN + LABEL_WIDTH, MARGIN + LABEL_WIDTH + BAR_WIDTH + GAP]
  const most = {
    rate: Math.max(...rows.map(({ rate }) => rate)),
    cpu: Math.max(...rows.map(({ cpu }) => cpu)),
  }
  const heading = top + 18
  const lines = rows.flatMap(({ title: label, contestant, rate, cpu }, index) => {
    const y = top + TITLE_HEIGHT + index * ROW_HEIGHT
    return [
      text(MARGIN, y + 12, label),
      ...bar({ x: rateX, y, share: rate / most.rate, label: formatNumber(rate, 0), contestant }),
      ...bar({ x: cpuX, y, share: cpu / most.cpu, label: formatNumber(cpu, 1), contestant }),
    ]
  })
  return [
    text(MARGIN, heading, title, 'title'),
    text(rateX, heading + 8, 'jobs/s (longer is better)', 'faint'),
    text(cpuX, heading + 8, 'CPU µs per job (shorter is better)', 'faint'),
    ...lines,
  ].join('\n')
}

/** @param {{ x: number, y: number, share: number, label: string, contestant: string }} options */
function bar({ x, y, share, label, contestant }) {
  const width = Math.max(1, Math.round(share * BAR_WIDTH))
  return [
    `<rect class="${contestant}" x="${x}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>`,
    text(x + width + 6, y + 12, label),
  ]
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [style]
 */
function text(x, y, content, style) {
  const attribute = style === undefined ? '' : ` class="${style}"`
  return `<text x="${x}" y="${y}"${attribute}>${escapeXml(content)}</text>`
}

/** @param {string} content */
function escapeXml(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
