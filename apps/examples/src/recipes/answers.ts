import { isArqError, type JobInfo } from '@arq/core'

/** What a caller sees of a job: not its arguments, its stack or its worker. */
export function jobView({ status, progress, result, error }: JobInfo) {
  return { status, progress, result, error }
}

/** The status of an answer to an error of arq's; `undefined`: it is another's, and the framework answers. */
export function statusOf(error: unknown): number | undefined {
  if (!isArqError(error)) return undefined
  if (error.code === 'ARQ_INVALID_ARGUMENTS') return 400
  if (error.code === 'ARQ_JOB_NOT_FOUND') return 404
  // Broker or store are away: the caller may try again.
  return error.retryable ? 503 : 500
}
