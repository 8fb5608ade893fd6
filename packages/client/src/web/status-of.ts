import { type ErrorCode, isArqError } from '@arq/core'

/** What the caller can mend, or must know; any other error is the server's. */
const STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = {
  ARQ_CONFIG_INVALID: 400,
  ARQ_INVALID_ARGUMENTS: 400,
  ARQ_ENCODE_FAILED: 400,
  ARQ_UNKNOWN_FUNCTION: 404,
  ARQ_JOB_NOT_FOUND: 404,
  ARQ_JOB_EXISTS: 409,
  ARQ_PUBLISH_TOO_LARGE: 413,
  ARQ_UNSUPPORTED: 501,
  ARQ_CLOSED: 503,
}

/** The status of HTTP for an error of a client's; `undefined`: it is none of ours. */
export function statusOf(error: unknown): number | undefined {
  if (!isArqError(error)) return undefined
  return STATUSES[error.code] ?? (error.retryable ? 503 : 500)
}
