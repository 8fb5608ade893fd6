import { type EarlierTry, type JobInfo, renderText, type Text } from '@arq/core'

import { paint } from '../print.js'
import type { Program } from '../program.js'
import { jobTexts } from './texts.js'

const OUTCOMES = {
  failed: jobTexts.tryFailed,
  timedOut: jobTexts.tryTimedOut,
  askedAgain: jobTexts.tryAskedAgain,
} as const

/** The tries before the last one, one a line; none: nothing. */
export function triesLines(
  tries: JobInfo['tries'],
  { output, language }: Program,
): readonly string[] {
  const [first] = tries
  if (!first) return []
  const say = (text: Text): string => renderText(text, language)
  const left = first.jobTry - 1
  return [
    paint('bold', say(jobTexts.triesTitle()), output),
    ...(left > 0 ? [`  ${say(jobTexts.triesLeft({ left }))}`] : []),
    ...tries.map((one) => `  ${say(tryLine(one))}`),
  ]
}

function tryLine({ jobTry, startTime, endTime, workerId, outcome, error, deferUntil }: EarlierTry) {
  const ranMs = startTime && endTime ? endTime.getTime() - startTime.getTime() : undefined
  return jobTexts.tryLine({
    ...{ jobTry, worker: workerId, outcome: OUTCOMES[outcome]() },
    start: startTime?.toISOString() ?? '-',
    seconds: ranMs === undefined ? '-' : (ranMs / 1000).toFixed(3),
    error: error.split('\n', 1)[0] ?? '',
    due: deferUntil?.toISOString() ?? '-',
  })
}
