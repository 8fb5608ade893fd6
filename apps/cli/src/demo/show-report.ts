import { renderText, type Text } from '@arq/core'

import { paint } from '../print.js'
import type { Program } from '../program.js'
import { tableLines } from '../table.js'
import { OUTCOMES } from './outcome.js'
import type { DemoReport } from './run-demo.js'
import type { DemoUrls } from './servers.js'
import { demoTexts as texts } from './texts.js'
import { surprisesOf, tallyOf } from './verdict.js'

const SHOWN_PER_KIND = 2
/** Kind, id, error; the line above says what they are. */
const DEAD_LETTER_COLUMNS = Array.from({ length: 3 }, () => ({ title: '', align: 'left' }) as const)

/** The report for a person. */
export function reportLines(
  report: DemoReport,
  urls: DemoUrls,
  program: Program,
): readonly string[] {
  const say = (message: Text): string => renderText(message, program.language)
  const surprises = surprisesOf(report)
  const jobs = report.kinds.reduce((sum, kind) => sum + kind.jobs.length, 0)
  const seconds = report.seconds.toFixed(1)
  const rate = Math.round(jobs / report.seconds)
  return [
    '',
    ...kindLines(report, say, program),
    '',
    ...deadLetterLines(report, say, program),
    '',
    say(texts.total({ jobs, seconds, rate })),
    say(
      surprises.length === 0
        ? texts.allAsExpected()
        : texts.notAsExpected({ count: surprises.length }),
    ),
    ...surprises.map(({ kind, jobId, what }) => `  ✗ ${kind} ${jobId}: ${what}`),
    '',
    ...nextSteps(report, urls, say, program),
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

function kindLines(
  report: DemoReport,
  say: (message: Text) => string,
  { output }: Program,
): readonly string[] {
  const rows = report.kinds.map((one) => {
    const { asExpected } = tallyOf(one)
    const isRight = asExpected === one.jobs.length
    const mark = isRight ? paint('green', '✓', output) : paint('red', '✗', output)
    const { kind, jobs } = one
    return [
      say(kind.title),
      String(jobs.length),
      say(OUTCOMES[kind.expected]),
      `${String(asExpected)} ${mark}`,
    ]
  })
  const [heading = '', ...lines] = tableLines(
    [
      { title: say(texts.columnKind()), align: 'left' },
      { title: say(texts.columnJobs()), align: 'right' },
      { title: say(texts.columnExpected()), align: 'left' },
      { title: say(texts.columnGot()), align: 'left' },
    ],
    rows,
    output,
  )
  return [paint('bold', heading, output), ...lines]
}

/** Some of every kind: all would be too many to read. */
function deadLetterLines(
  { deadLetters, kinds }: DemoReport,
  say: (message: Text) => string,
  { output }: Program,
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
    ...tableLines(DEAD_LETTER_COLUMNS, rows, output).slice(1),
    ...(more > 0 ? [`  ${say(texts.andMore({ count: more }))}`] : []),
  ]
}

function nextSteps(
  { queueName }: DemoReport,
  { rabbitmqUrl }: DemoUrls,
  say: (message: Text) => string,
  { environment }: Program,
): readonly string[] {
  if (rabbitmqUrl !== undefined) return [say(texts.queuesStay({ queue: queueName }))]
  // Started by the script of this repository: whoever reads it has no command `arq` yet.
  const command = environment['npm_lifecycle_event'] === 'demo' ? 'npm run demo --' : 'arq demo'
  const urls = '-u amqp://localhost:5672 --result-store-url redis://localhost:6379/0'
  return [say(texts.nextOnRabbit()), `  ${command} ${urls}`]
}
