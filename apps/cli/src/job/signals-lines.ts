import { isFinal, type JobInfo, renderText, type SignalInfo, type Text } from '@arq/core'
import { displayWidth, padDisplay } from '@arq/core/internal'

import { paint } from '../print.js'
import type { Program } from '../program.js'
import { jobTexts } from './texts.js'

/** The signals of a job, one a line: those that it waits for, and those that were given; none: nothing. */
export function signalsLines(
  signals: readonly SignalInfo[],
  { status }: Pick<JobInfo, 'status'>,
  { output, language }: Program,
): readonly string[] {
  if (signals.length === 0) return []
  const say = (text: Text): string => renderText(text, language)
  const width = Math.max(...signals.map(({ name }) => displayWidth(name)))
  return [
    paint('bold', say(jobTexts.signalsTitle()), output),
    ...signals.map((signal) => {
      const name = padDisplay(signal.name, width, 'left')
      return `  ${name}  ${say(lineOf(signal, isFinal(status)))}`
    }),
  ]
}

function lineOf(signal: SignalInfo, hasEnded: boolean): Text {
  switch (signal.state) {
    case 'waiting': {
      const since = signal.since.toISOString()
      // An abort ends a wait, and leaves what it waited for as it was.
      if (hasEnded) return jobTexts.signalNeverCame({ since })
      return jobTexts.signalAwaited({ since, until: signal.until.toISOString() })
    }
    case 'given':
      return jobTexts.signalGiven({
        at: signal.at.toISOString(),
        payload: JSON.stringify(signal.payload),
      })
    case 'timedOut':
      return jobTexts.signalLate({ at: signal.at.toISOString() })
  }
}
