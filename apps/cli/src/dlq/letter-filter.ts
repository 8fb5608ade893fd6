import type { Letter, LetterFilter } from '@arq/admin'
import { renderText, type Text } from '@arq/core'

import type { Flag } from '../command.js'
import { momentOf } from '../moment-flag.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { dlqTexts } from './texts.js'

export const FILTER_FLAGS: readonly Flag[] = [
  { name: 'task', kind: 'text', describe: dlqTexts.taskFlag() },
  { name: 'error', kind: 'text', describe: dlqTexts.errorFlag() },
  { name: 'since', kind: 'text', describe: dlqTexts.sinceFlag() },
  { name: 'until', kind: 'text', describe: dlqTexts.untilFlag() },
]

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` for a time that is none */
export function readFilter(flags: GivenFlags, program: Program, nowMs: number): LetterFilter {
  const ids: unknown = flags['ids']
  return {
    ids: Array.isArray(ids) ? ids.map(String) : [],
    task: textOf(flags['task']),
    error: textOf(flags['error']),
    sinceMs: momentOf(flags, 'since', { program, nowMs }),
    untilMs: momentOf(flags, 'until', { program, nowMs }),
  }
}

/** Several are a mistake that the parser does not see. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** A letter in one line, for people. */
export const errorLine = ({ errorType, errorCode, errorMessage }: Letter): string =>
  [errorType ?? errorCode, errorMessage?.split('\n', 1)[0]].filter(Boolean).join(': ')

export const say = (text: Text, { language }: Program): string => renderText(text, language)
