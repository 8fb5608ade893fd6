import { renderText, type Text } from '@arq/core'
import { parseDuration, parseInstant } from '@arq/core/internal'

import type { Flag } from '../command.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import type { Letter } from './read-letter.js'
import { dlqTexts } from './texts.js'

/** Which letters are meant; every part that is given has to fit. */
export interface LetterFilter {
  readonly ids: readonly string[]
  readonly task: string | undefined
  /** Part of the error's type, code or message, in any case; or a fingerprint. */
  readonly error: string | undefined
  readonly sinceMs: number | undefined
  readonly untilMs: number | undefined
}

export const FILTER_FLAGS: readonly Flag[] = [
  { name: 'task', kind: 'text', describe: dlqTexts.taskFlag() },
  { name: 'error', kind: 'text', describe: dlqTexts.errorFlag() },
  { name: 'since', kind: 'text', describe: dlqTexts.sinceFlag() },
  { name: 'until', kind: 'text', describe: dlqTexts.untilFlag() },
]

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` for a time that is none */
export function readFilter(flags: GivenFlags, program: Program, nowMs: number): LetterFilter {
  const moment = (flag: string): number | undefined => {
    const given = textOf(flags[flag])
    if (given === undefined) return undefined
    const ago = parseDuration(/^\d+$/.test(given) ? Number(given) : given)
    const ms = ago === undefined ? parseInstant(given) : nowMs - ago
    if (ms !== undefined) return ms
    throw usageError(program, `--${flag}`, dlqTexts.noMoment({ given }))
  }
  const ids: unknown = flags['ids']
  return {
    ids: Array.isArray(ids) ? ids.map(String) : [],
    task: textOf(flags['task']),
    error: textOf(flags['error']),
    sinceMs: moment('since'),
    untilMs: moment('until'),
  }
}

export const isEverything = ({ ids, task, error, sinceMs, untilMs }: LetterFilter): boolean =>
  ids.length === 0 && [task, error, sinceMs, untilMs].every((part) => part === undefined)

/** Whether a letter is meant. A time asks for letters that say when they failed. */
export function isMeant(
  letter: Letter,
  { ids, task, error, sinceMs, untilMs }: LetterFilter,
): boolean {
  const failedMs = letter.failedAt?.getTime()
  return (
    (ids.length === 0 || ids.includes(letter.jobId ?? '')) &&
    (task === undefined || letter.task === task) &&
    (error === undefined || saysError(letter, error.toLowerCase())) &&
    (sinceMs === undefined || (failedMs !== undefined && failedMs >= sinceMs)) &&
    (untilMs === undefined || (failedMs !== undefined && failedMs <= untilMs))
  )
}

function saysError(letter: Letter, wanted: string): boolean {
  const { errorType, errorCode, errorMessage, fingerprint } = letter
  const parts = [errorType, errorCode, errorMessage].map((part) => part?.toLowerCase())
  return fingerprint === wanted || parts.some((part) => part?.includes(wanted) === true)
}

/** Several are a mistake that the parser does not see. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** A letter in one line, for people. */
export const errorLine = ({ errorType, errorCode, errorMessage }: Letter): string =>
  [errorType ?? errorCode, errorMessage?.split('\n', 1)[0]].filter(Boolean).join(': ')

export const say = (text: Text, { language }: Program): string => renderText(text, language)
