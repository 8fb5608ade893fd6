import { FAULT_KINDS } from '../plan/fault-plan.js'

const WIDTH = 960
const MARGIN = 24
const LABEL_WIDTH = 110
const PLOT_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH
const PLOT_HEIGHT = 150
const TITLE_HEIGHT = 44
const LANE_HEIGHT = 16
const AXIS_HEIGHT = 26
/** The shortest fault is still to be seen. */
const LEAST_BAR = 2
const MOST_TICKS = 10
const TICKS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600]

// No CSS variables: not every program that shows SVG knows them.
const STYLE = `
  .paper { fill: #ffffff } .ended { fill: #0969da; opacity: 0.35 } .fault { fill: #bc4c00 }
  .enqueued { fill: none; stroke: #1a7f37; stroke-width: 1.5; vector-effect: non-scaling-stroke }
  .grid { stroke: #d1d9e0 }
  text { font: 12px system-ui, sans-serif; fill: #1f2328 } .faint { fill: #59636e }
  .title { font-size: 15px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .ended { fill: #4493f8 } .fault { fill: #db6d28 }
    .enqueued { stroke: #3fb950 } .grid { stroke: #3d444d }
    text { fill: #f0f6fc } .faint { fill: #9198a1 }
  }
`

/**
 * RESULTS.svg: jobs that were enqueued and that ended in each second of a run, and under them the
 * faults, a lane for each kind.
 * @param {import('../contract.d.ts').SeedReport} report
 */
export function renderChart({ timeline, seed, verdict }) {
  const { enqueued, ended, faults } = timeline
  const lastFault = faults.reduce((last, { toMs }) => Math.max(last, toMs / 1000), 0)
  const seconds = Math.max(enqueued.length, ended.length, Math.ceil(lastFault), 1)
  const most = Math.max(...enqueued, ...ended, 1)
  const kinds = FAULT_KINDS.filter((kind) => faults.some((fault) => fault.kind === kind))
  const left = MARGIN + LABEL_WIDTH
  const base = TITLE_HEIGHT + PLOT_HEIGHT
  const lanesTop = base + AXIS_HEIGHT
  const height = lanesTop + kinds.length * LANE_HEIGHT + MARGIN
  const x = (/** @type {number} */ second) => round(left + (second / seconds) * PLOT_WIDTH)
  const y = (/** @type {number} */ count) => round(base - (count / most) * PLOT_HEIGHT)

  const title = `${verdict.confirmed} jobs under faults, seed ${seed}: ${verdict.missing} missing, ${verdict.wrong} wrong`
  const tick = TICKS_S.find((step) => seconds / step <= MOST_TICKS) ?? 3600
  const ticks = Array.from({ length: Math.floor(seconds / tick) + 1 }, (_, index) => index * tick)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    text(MARGIN, 28, title, 'title'),
    ...ticks.flatMap((second) => [
      `<path class="grid" d="M${x(second)} ${TITLE_HEIGHT}V${height - MARGIN}"/>`,
      text(x(second) + 3, base + 16, `${second} s`, 'faint'),
    ]),
    `<g transform="translate(${left} 0) scale(${PLOT_WIDTH / seconds} 0.1)">`,
    `<path class="ended" d="${steps(ended, y)}V${base * 10}H0Z"/>`,
    `<path class="enqueued" d="${steps(enqueued, y)}"/>`,
    '</g>',
    text(MARGIN, TITLE_HEIGHT + 12, `${most} jobs/s`, 'faint'),
    text(MARGIN, base - 26, 'line: enqueued', 'faint'),
    text(MARGIN, base - 10, 'area: ended', 'faint'),
    ...kinds.flatMap((kind, lane) => {
      const top = lanesTop + lane * LANE_HEIGHT
      const bars = faults
        .filter((fault) => fault.kind === kind)
        .map(({ fromMs, toMs }) => {
          const from = x(fromMs / 1000)
          const width = Math.max(LEAST_BAR, round(x(toMs / 1000) - from))
          return `M${from} ${top + 3}h${width}v10h-${width}z`
        })
      return [text(MARGIN, top + 12, kind), `<path class="fault" d="${bars.join('')}"/>`]
    }),
    '</svg>',
    '',
  ].join('\n')
}

/**
 * A step of one second for each figure, and one for equal ones beside each other: to the right in
 * seconds, down in tenths of a pixel. Each is said by how far it goes: an hour has 3600 of them.
 * @param {readonly number[]} counts
 * @param {(count: number) => number} y
 */
function steps(counts, y) {
  let path = ''
  let height = 0
  let width = 0
  const end = () => (width > 0 ? `h${width}` : '')
  for (const count of counts) {
    const next = Math.round(y(count) * 10)
    if (next !== height || path === '') {
      path += path === '' ? `M0 ${next}` : `${end()}v${next - height}`
      height = next
      width = 0
    }
    width += 1
  }
  return `${path}${end()}`
}

/**
 * @param {number} left
 * @param {number} top
 * @param {string} content
 * @param {string} [style]
 */
function text(left, top, content, style) {
  const attribute = style === undefined ? '' : ` class="${style}"`
  return `<text x="${left}" y="${top}"${attribute}>${content}</text>`
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10
}
