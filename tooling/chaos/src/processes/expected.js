/**
 * What a job has to come to: the tasks follow it, and the verdict holds the records against it.
 * @typedef {import('../contract.d.ts').PlannedJob} PlannedJob
 */

/** Runs after the first one, of a job that fails however often it is run. */
export const RETRIES_OF_FAILING = 2

/** @param {Pick<PlannedJob, 'n' | 'failures' | 'throws'>} job */
export function expectedTries({ failures, throws }) {
  if (failures !== 'always') return failures + 1
  return throws === 'final' ? 1 : RETRIES_OF_FAILING + 1
}

/**
 * @param {Pick<PlannedJob, 'n' | 'textLength'>} job
 * @param {number} jobTry
 */
export function expectedResult({ n, textLength }, jobTry) {
  return { n, jobTry, text: 'é'.repeat(textLength) }
}

/** What a failing run throws, unless it asks for another run. @param {Pick<PlannedJob, 'n'>} job */
export function expectedMessage({ n }) {
  return `job ${n} does not work`
}

/** @param {PlannedJob} job */
export function expectedEnd({ failures, throws }) {
  if (failures !== 'always') return { status: 'completed', errorCode: undefined }
  return {
    status: 'failed',
    errorCode: throws === 'final' ? undefined : 'ARQ_MAX_RETRIES_EXCEEDED',
  }
}
