import { cutToUtf8, type JobSeal } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import type { ErrorReport } from '../run/error-report.js'
import type { Outcome } from '../run/outcome.js'
import { texts } from '../texts.js'

// An encrypted text that is cut does not open: what goes where texts are cut is cut before. With its key id and as base64
// it grows by a third and some hundred bytes.
const BRIEF_BYTES = 64
const MESSAGE_BYTES = 1024
const STACK_BYTES = 2816

/**
 * What of a run may leave this process: of an encrypted job its result and its error, encrypted. The error's class and code
 * stay readable, so that jobs can be told apart by why they failed.
 */
export function sealedOutcome({ seal }: Pick<Attempt, 'seal'>, outcome: Outcome): Outcome {
  if (!seal) return outcome
  switch (outcome.kind) {
    case 'completed':
      return { ...outcome, result: seal.value(outcome.result, 'result') }
    case 'retry':
    case 'failed':
      return { ...outcome, error: sealedReport(outcome.error, seal) }
    case 'aborted':
    case 'handBack':
    case 'suspended':
    case 'overtaken':
      return outcome
  }
}

function sealedReport({ name, message, code, stack }: ErrorReport, seal: JobSeal): ErrorReport {
  const text = seal.text(message, 'error')
  return {
    name,
    code,
    message: text,
    text: `${name}: ${text}`,
    words: texts.errorNamed({ name, message: text }),
    stack: seal.text(stack, 'stack'),
    short: {
      text: `${name}: ${seal.text(cutToUtf8(message, BRIEF_BYTES), 'error')}`,
      message: seal.text(cutToUtf8(message, MESSAGE_BYTES), 'error'),
      stack: seal.text(cutToUtf8(stack, STACK_BYTES), 'stack'),
    },
  }
}
