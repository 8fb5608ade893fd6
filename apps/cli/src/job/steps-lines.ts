import { renderText, type StepInfo, type Text } from '@arq/core'
import { displayWidth, padDisplay } from '@arq/core/internal'

import { paint } from '../print.js'
import type { Program } from '../program.js'
import { jobTexts } from './texts.js'

const STATES = {
  completed: jobTexts.stepCompleted,
  failed: jobTexts.stepFailed,
  retrying: jobTexts.stepRetrying,
  sleeping: jobTexts.stepSleeping,
  slept: jobTexts.stepSlept,
} as const

/** The steps of a job as a timeline, one a line; none: nothing. */
export function stepsLines(
  steps: readonly StepInfo[],
  { output, language }: Program,
): readonly string[] {
  if (steps.length === 0) return []
  const say = (text: Text): string => renderText(text, language)
  const nameWidth = Math.max(...steps.map(({ name }) => displayWidth(name)))
  const states = steps.map(({ state }) => say(STATES[state]()))
  const stateWidth = Math.max(...states.map(displayWidth))
  return [
    paint('bold', say(jobTexts.stepsTitle()), output),
    ...steps.map((step, index) => {
      const state = padDisplay(states[index] ?? '', stateWidth, 'left')
      return `  ${step.began.toISOString()}  ${padDisplay(step.name, nameWidth, 'left')}  ${state}  ${say(detail(step))}`
    }),
  ]
}

function detail({ state, durationMs, tries, error = '', until }: StepInfo): Text {
  const seconds = (durationMs / 1000).toFixed(3)
  const words = error.split('\n', 1)[0] ?? ''
  switch (state) {
    case 'completed':
      return jobTexts.stepTook({ seconds, tries })
    case 'failed':
      return jobTexts.stepTookError({ seconds, tries, error: words })
    case 'retrying':
      return jobTexts.stepDue({ tries, error: words, due: until?.toISOString() ?? '-' })
    case 'sleeping':
    case 'slept':
      return jobTexts.stepUntil({ until: until?.toISOString() ?? '-' })
  }
}
