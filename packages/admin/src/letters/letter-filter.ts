import type { Letter } from './read-letter.js'

/** Which letters are meant; every part that is given has to fit. */
export interface LetterFilter {
  /** Empty: of any job. */
  readonly ids: readonly string[]
  readonly task: string | undefined
  /** Part of the error's type, code or message, in any case; or a fingerprint. */
  readonly error: string | undefined
  readonly sinceMs: number | undefined
  readonly untilMs: number | undefined
}

/** Means every letter. */
export const EVERY_LETTER: LetterFilter = {
  ids: [],
  task: undefined,
  error: undefined,
  sinceMs: undefined,
  untilMs: undefined,
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
