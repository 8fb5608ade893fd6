import type { WorkersReport } from '@arq/client'
import { renderText, type Text } from '@arq/core'

import { workerLines } from '../control/worker-lines.js'
import { cutLine, paint } from '../print.js'
import type { Program } from '../program.js'
import { changesSince, queueLines, type QueuesLook } from '../queue-report.js'
import { topTexts } from './texts.js'

/** What was seen in one look. */
export interface Look extends QueuesLook {
  readonly broker: string
  readonly workers: WorkersReport
}

/** The screen, as much of it as the terminal has room for. Pure. */
export function screenLines(
  look: Look,
  before: Look | undefined,
  program: Program,
): readonly string[] {
  const { output, language } = program
  const { workers, silent } = look.workers
  const say = (text: Text): string => renderText(text, language)
  const heading = topTexts.heading({
    time: new Date(look.atMs).toISOString().slice(11, 19),
    broker: look.broker,
    workers: workers.length,
    running: workers.reduce((sum, { running }) => sum + running, 0),
    waiting: look.queues.reduce((sum, { info }) => sum + (info?.ready ?? 0), 0),
  })
  const lines = [
    paint('bold', say(heading), output),
    '',
    ...queueLines(look.queues, program, changesSince(before, look)),
    '',
    ...(workers.length === 0
      ? [say(topTexts.noWorkers())]
      : workerLines(workers, look.atMs, program)),
    ...(silent.length === 0
      ? []
      : [paint('yellow', say(topTexts.silentWorkers({ count: silent.length })), output)]),
  ]
  if (output.isTerminal !== true) return lines
  // The last line stays free, or the terminal would scroll.
  return lines.slice(0, (output.height ?? Infinity) - 1).map((line) => cutLine(line, output.width))
}
