import { type Language, renderText, type Text } from '@arq/core'

import type { DemoOptions } from './options.js'
import { OUTCOMES } from './outcome.js'
import type { DemoReport } from './run-demo.js'
import { texts } from './texts.js'
import { surprisesOf, tallyOf } from './verdict.js'

const SHOWN_PER_KIND = 2

/** The report for a person. */
export function reportLines(
  report: DemoReport,
  options: DemoOptions,
  language: Language,
): readonly string[] {
  const say = (message: Text): string => renderText(message, language)
  const surprises = surprisesOf(report)
  const jobs = report.kinds.reduce((sum, kind) => sum + kind.jobs.length, 0)
  const seconds = report.seconds.toFixed(1)
  const rate = Math.round(jobs / report.seconds)
  return [
    '',
    ...table(report, say),
    '',
    ...deadLetterLines(report, say),
    '',
    say(texts.total({ jobs, seconds, rate })),
    say(
      surprises.length === 0
        ? texts.allAsExpected()
        : texts.notAsExpected({ count: surprises.length }),
    ),
    ...surprises.map(({ kind, jobId, what }) => `  ✗ ${kind} ${jobId}: ${what}`),
    '',
    ...nextSteps(report, options, say),
  ]
}

/** The report for a program. */
export function reportJson(report: DemoReport): unknown {
  const surprises = surprisesOf(report)
  return {
    ok: surprises.length === 0,
    seconds: Number(report.seconds.toFixed(3)),
    kinds: report.kinds.map((kind) => ({
      kind: kind.kind.name,
      jobs: kind.jobs.length,
      expected: kind.kind.expected,
      asExpected: tallyOf(kind).asExpected,
    })),
    deadLetters: report.deadLetters,
    surprises,
  }
}

function table(report: DemoReport, say: (message: Text) => string): readonly string[] {
  const rows = report.kinds.map((one) => {
    const { asExpected } = tallyOf(one)
    const isRight = asExpected === one.jobs.length
    return [
      say(one.kind.title),
      String(one.jobs.length),
      say(OUTCOMES[one.kind.expected]),
      `${asExpected} ${isRight ? '✓' : '✗'}`,
    ]
  })
  const heading = [
    texts.columnKind(),
    texts.columnJobs(),
    texts.columnExpected(),
    texts.columnGot(),
  ].map(say)
  return align([heading, ...rows])
}

/** Some of every kind: all would be too many to read. */
function deadLetterLines(
  { deadLetters, kinds }: DemoReport,
  say: (message: Text) => string,
): readonly string[] {
  const rows = kinds.flatMap(({ kind, jobs }) => {
    const own = new Set(jobs.map(({ jobId }) => jobId))
    return deadLetters
      .filter(({ jobId }) => own.has(jobId))
      .slice(0, SHOWN_PER_KIND)
      .map(({ jobId, error }) => [`  ${say(kind.title)}`, jobId, error])
  })
  const more = deadLetters.length - rows.length
  return [
    say(texts.deadLetters({ count: deadLetters.length })),
    ...align(rows),
    ...(more > 0 ? [`  ${say(texts.andMore({ count: more }))}`] : []),
  ]
}

function nextSteps(
  { queueName }: DemoReport,
  { rabbitmqUrl }: DemoOptions,
  say: (message: Text) => string,
): readonly string[] {
  if (rabbitmqUrl !== undefined) {
    return [say(texts.queuesStay({ queue: queueName }))]
  }
  return [
    say(texts.nextOnRabbit()),
    '  npm run demo -- --rabbitmq-url amqp://localhost:5672 --redis-url redis://localhost:6379/0',
  ]
}

/** Columns as wide as their widest cell; a Chinese character is two wide. */
function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
}

function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += /[\u2e80-\ua4cf\uff00-\uff60]/.test(character) ? 2 : 1
  return width
}
