import { markdownTable } from './markdown-table.js'

/** The name of the generated part, see marked-block.js. */
export const FIGURES = 'figures'

/**
 * What is read of the bench's report: its own tables and those of earlier runs.
 * @typedef {{ values: Readonly<Record<string, { median: number }>> }} Line
 * @typedef {{ id: string, queueType: string, lines: readonly (Line & { id: string })[] }} Case
 * @typedef {{ cases: readonly Case[], earlier?: readonly { cases: readonly Case[] }[] }} Report
 *
 * @typedef {'rate' | 'p99'} Kind jobs a second, more is better; or milliseconds, less is better
 *
 * @typedef {object} Row
 * @property {string} case
 * @property {Kind} kind
 * @property {{ en: string, 'zh-CN': string }} title
 * @property {readonly [arq: string, amqplib: string | undefined, bullmq: string | undefined]} lines
 */

/** @type {readonly Row[]} */
const ROWS = [
  {
    case: 'enqueue',
    kind: 'rate',
    title: { en: 'enqueue, confirmed on disk', 'zh-CN': '入队，落盘确认' },
    lines: ['arq', 'raw labelled', 'bullmq'],
  },
  {
    case: 'enqueue',
    kind: 'rate',
    title: { en: 'enqueue, with a queued record in Redis', 'zh-CN': '入队，并在 Redis 中记录' },
    lines: ['arq queued', undefined, 'bullmq'],
  },
  {
    case: 'process',
    kind: 'rate',
    title: { en: 'process, no results', 'zh-CN': '执行，不保存结果' },
    lines: ['arq c100', 'raw', undefined],
  },
  {
    case: 'process',
    kind: 'rate',
    title: { en: 'process, results in Redis', 'zh-CN': '执行，结果存入 Redis' },
    lines: ['arq redis c100', undefined, 'bullmq'],
  },
  {
    case: 'process',
    kind: 'rate',
    title: { en: 'the same, 10 at a time', 'zh-CN': '同上，并发数为 10' },
    lines: ['arq redis c10', undefined, 'bullmq c10'],
  },
  {
    case: 'process',
    kind: 'rate',
    title: { en: 'process, results in PostgreSQL', 'zh-CN': '执行，结果存入 PostgreSQL' },
    lines: ['arq postgres c100', undefined, undefined],
  },
  {
    case: 'end-to-end',
    kind: 'rate',
    title: {
      en: 'both in one process, records and results in Redis',
      'zh-CN': '同一进程入队并执行，记录与结果存入 Redis',
    },
    lines: ['arq redis', undefined, 'bullmq'],
  },
  {
    case: 'latency 500',
    kind: 'p99',
    title: { en: 'due → start at 500 jobs/s, p99', 'zh-CN': '每秒 500 个任务，到期 → 开始，p99' },
    lines: ['arq redis', 'raw', 'bullmq'],
  },
  {
    case: 'latency 1000',
    kind: 'p99',
    title: {
      en: 'due → start at 1,000 jobs/s, p99',
      'zh-CN': '每秒 1,000 个任务，到期 → 开始，p99',
    },
    lines: ['arq redis', 'raw', 'bullmq'],
  },
]

const HEADS = {
  en: ['', 'arq', 'amqplib by hand', 'BullMQ'],
  'zh-CN': ['', 'arq', '手写 amqplib', 'BullMQ'],
}

const RATES = { en: 'jobs/s', 'zh-CN': '个/秒' }

/**
 * Ours beside others', from what the bench measured: the best of a row in bold, whoever's it is.
 * @param {Report} report of quorum queues; what it lacks is left out
 * @param {'en' | 'zh-CN'} language
 */
export function figuresTable(report, language) {
  const rows = ROWS.flatMap((row) => {
    const found = caseOf(report, row.case)
    const lines = row.lines.map((id) => found?.lines.find((line) => line.id === id))
    if (!lines[0]) return []
    const best = bestOf(lines, row.kind)
    const cells = lines.map((line) => line && cellOf(line, row.kind, language))
    const told = cells.map((cell, index) => (index === best ? `**${cell}**` : (cell ?? '–')))
    return [[row.title[language], ...told]]
  })
  return markdownTable(HEADS[language], rows)
}

/**
 * @param {Report} report
 * @param {string} id
 */
function caseOf({ cases, earlier = [] }, id) {
  const all = [...cases, ...earlier.flatMap((run) => run.cases)]
  return all.find((each) => each.id === id && each.queueType === 'quorum')
}

/**
 * @param {readonly (Line | undefined)[]} lines
 * @param {Kind} kind
 * @returns {number | undefined} none where there is nothing to compare with
 */
function bestOf(lines, kind) {
  const values = lines.map((line) => line && valueOf(line, kind))
  const known = values.filter((value) => value !== undefined)
  if (known.length < 2) return undefined
  return values.indexOf(kind === 'rate' ? Math.max(...known) : Math.min(...known))
}

/**
 * @param {Line} line
 * @param {Kind} kind
 */
const valueOf = ({ values }, kind) =>
  values[kind === 'rate' ? 'jobsPerSecond' : 'startP99Ms']?.median ?? Number.NaN

/**
 * @param {Line} line
 * @param {Kind} kind
 * @param {'en' | 'zh-CN'} language
 */
function cellOf(line, kind, language) {
  if (kind === 'p99') return `${valueOf(line, kind).toFixed(1)} ms`
  const rate = (Math.round(valueOf(line, kind) / 100) * 100).toLocaleString('en-US')
  const cpu = line.values['cpuMicrosPerJob']?.median ?? Number.NaN
  return `${rate} ${RATES[language]}, ${cpu.toFixed(0)} µs`
}
