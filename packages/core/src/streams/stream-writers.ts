/** The writer of a run: its try can be read from it. */
export const runWriter = (jobTry: number, token: string): string => `${jobTry}.${token}`

/** The try of writers that are no runs. */
export const ANY_TRY = 0

/** The try that a writer writes in; 0 where it is no run. */
export const tryOfWriter = (writer: string): number => {
  const jobTry = Number(/^(\d{1,9})\./.exec(writer)?.[1])
  return Number.isSafeInteger(jobTry) ? jobTry : 0
}
