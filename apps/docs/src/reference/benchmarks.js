import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { caseTable } from '@arq/tooling-bench/case-table'
import { formatNumber, metricOf } from '@arq/tooling-bench/metrics'
import { markdownTable } from '@arq/tooling-packaging/markdown-table'

import { rootDir } from '../places.js'
import { lostLines } from './lost-lines.js'
import { generatedFrom, LANGUAGES, referencePath } from './page.js'

/**
 * @typedef {import('@arq/tooling-bench/contract').Report} Report
 * @typedef {import('@arq/tooling-bench/contract').Run} Run
 * @typedef {import('@arq/tooling-bench/contract').CaseResult} CaseResult
 * @typedef {import('./lost-lines.js').LostLine} LostLine
 * @typedef {import('./page.js').Language} Language
 */

const WORDS = {
  en: {
    title: 'Benchmarks',
    intro: [
      'arq beside a program written with amqplib alone, beside BullMQ, and where results lie in PostgreSQL beside pg-boss, in the same run on one machine. How each figure comes about is told in `tooling/bench/README.md`.',
      'Medians of all rounds, with the spread from the worst to the best; CPU is that of each process: the client, Redis or PostgreSQL, the broker. Compare along one table only. Client and servers share the cores, so that whoever needs fewer servers has an advantage here. Measure on your machines: `npm run bench`.',
    ],
    chart: 'jobs per second and CPU per job',
    lost: 'Where we lose',
    lostIntro:
      'Every line in which another one was faster, or needed less time, worst first. First those that do the same work:',
    lostToLess:
      'And programs that keep no results, retry nothing and reconnect to nothing (amqplib by hand, RabbitMQ’s PerfTest): what all of that costs.',
    lostHead: ['what', 'arq', 'lost to', 'figure', 'ours', 'theirs', 'ratio'],
    missed: 'Targets that we missed',
    missedHead: ['target', 'wanted', 'got'],
    queue: { quorum: 'quorum queue', classic: 'classic queue' },
    machine: (/** @type {Run['environment']} */ { cores, cpu, memoryGiB, os }) =>
      `Machine: ${cores} × ${cpu}, ${memoryGiB} GiB, ${os}`,
    load: 'Load average before and after',
    versions: 'Versions',
    settings: 'Settings',
  },
  'zh-CN': {
    title: '性能测试',
    intro: [
      '在同一台机器的同一轮运行中，把 arq 与只用 amqplib 手写的程序、BullMQ，以及（结果存入 PostgreSQL 时）pg-boss 放在一起测。每个数字如何得来，见 `tooling/bench/README.md`。',
      '数字是各轮的中位数，并给出从最差到最好的范围；CPU 按进程分列：客户端、Redis 或 PostgreSQL、消息服务器（broker）。只能在同一张表内比较。客户端与服务器共用这些核心，需要服务器较少的一方在此占便宜。请在自己的机器上测：`npm run bench`。表中的行名与测试程序一致，保留英文。',
    ],
    chart: '每秒任务数与每个任务的 CPU',
    lost: '我们输在哪里',
    lostIntro: '别人更快或耗时更少的每一行，输得最多的在前。先是做同样事情的：',
    lostToLess:
      '然后是不保存结果、不重试、不重连的程序（手写 amqplib、RabbitMQ 的 PerfTest）：由此可见这些功能的代价。',
    lostHead: ['项目', 'arq', '输给', '指标', '我们', '对方', '比值'],
    missed: '没有达到的目标',
    missedHead: ['目标', '期望', '实际'],
    queue: { quorum: 'quorum 队列', classic: 'classic 队列' },
    machine: (/** @type {Run['environment']} */ { cores, cpu, memoryGiB, os }) =>
      `机器：${cores} × ${cpu}，${memoryGiB} GiB，${os}`,
    load: '前后的平均负载',
    versions: '版本',
    settings: '设置',
  },
}

/**
 * The page of figures, from what the bench has written.
 * @returns {import('./page.js').Page[]}
 */
export function benchmarkPages() {
  /** @type {Report} */
  const report = JSON.parse(readFileSync(join(rootDir, 'tooling', 'bench', 'RESULTS.json'), 'utf8'))
  return LANGUAGES.map((language) => ({
    path: referencePath(language, 'benchmarks'),
    text: benchmarkPage(report, language),
  }))
}

/**
 * @param {Report} report
 * @param {Language} language
 */
export function benchmarkPage(report, language) {
  const words = WORDS[language]
  const runs = [report, ...(report.earlier ?? [])]
  const lost = runs
    .flatMap(({ cases }) => cases.flatMap(lostLines))
    .toSorted((a, b) => a.share - b.share)
  const missed = report.targets.filter(({ verdict }) => verdict === 'missed')
  return [
    `# ${words.title}`,
    generatedFrom(language, 'tooling/bench/RESULTS.json'),
    ...words.intro,
    `## ${words.lost}`,
    words.lostIntro,
    lostTable(
      lost.filter((line) => !doesLess(line)),
      language,
    ),
    words.lostToLess,
    lostTable(lost.filter(doesLess), language),
    `## ${words.missed}`,
    markdownTable(
      words.missedHead,
      missed.map(({ title, wanted, got }) => [title, wanted, got]),
    ),
    ...runs.flatMap((run) => runSections(run, language)),
    '',
  ].join('\n\n')
}

/** @param {LostLine} line */
const doesLess = ({ theirs }) => theirs.contestant === 'raw' || theirs.contestant === 'perf-test'

/**
 * @param {readonly LostLine[]} lost
 * @param {Language} language
 */
function lostTable(lost, language) {
  const { lostHead, queue } = WORDS[language]
  const rows = lost.map(({ what, ours, theirs, metric, ratio }) => {
    const { digits, title } = metricOf(metric)
    const figureOf = (/** @type {typeof ours} */ line) =>
      formatNumber(line.values[metric]?.median ?? NaN, digits)
    return [
      `${what.title}, ${queue[what.queueType]}`,
      ours.title,
      theirs.title,
      title,
      figureOf(ours),
      figureOf(theirs),
      `${formatNumber(ratio, 2)} ×`,
    ]
  })
  return markdownTable(lostHead, rows)
}

/**
 * @param {Run} run
 * @param {Language} language
 */
function runSections(run, language) {
  const { queue } = WORDS[language]
  const [facts, ...tables] = [
    factList(run, language),
    ...run.cases.map((result) => {
      const { header, rows } = caseTable(result)
      return `## ${result.title}, ${queue[result.queueType]}\n\n${markdownTable(header, rows)}`
    }),
  ]
  return tables.flatMap((table) => [table, facts ?? ''])
}

/**
 * @param {Run} run
 * @param {Language} language
 */
function factList({ environment, load, settings }, language) {
  const words = WORDS[language]
  const pairs = (/** @type {Readonly<Record<string, unknown>>} */ values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')
  return [
    `- ${words.machine(environment)}`,
    `- ${words.load}: ${load.before}, ${load.after}`,
    `- ${words.versions}: ${pairs(environment.versions)}`,
    `- ${words.settings}: ${pairs(settings)}`,
  ].join('\n')
}
