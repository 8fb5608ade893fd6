import { type ErrorCode, isArqError } from '@arq/core'

/** What `arq` ends with. Part of the contract: scripts and service managers decide on it. */
export const EXIT_CODES = {
  /** Done; a worker was stopped in order, or has run a burst in which no job failed. */
  ok: 0,
  /** It failed while it ran: a hook threw, the broker refused something, jobs failed in a burst. */
  failed: 1,
  /** A flag, a variable, a setting or the settings module is wrong. Trying again will not help. */
  usage: 2,
  /** The broker or the result store cannot be reached, or refuses the credentials. */
  noConnection: 3,
  /** What was asked about does not exist: a queue, a worker. */
  notFound: 4,
} as const

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]

const BY_ERROR: Partial<Record<ErrorCode, ExitCode>> = {
  ARQ_CONFIG_INVALID: EXIT_CODES.usage,
  ARQ_UNSUPPORTED: EXIT_CODES.usage,
  ARQ_TOPOLOGY_MISMATCH: EXIT_CODES.usage,
  ARQ_CONNECTION_REFUSED: EXIT_CODES.noConnection,
  ARQ_CONNECTION_AUTH: EXIT_CODES.noConnection,
  ARQ_CONNECTION_LOST: EXIT_CODES.noConnection,
  ARQ_CONNECTION_BLOCKED: EXIT_CODES.noConnection,
  ARQ_STORE_CONNECTION: EXIT_CODES.noConnection,
  ARQ_STORE_AUTH: EXIT_CODES.noConnection,
  ARQ_STORE_TIMEOUT: EXIT_CODES.noConnection,
  ARQ_STORE_UNAVAILABLE: EXIT_CODES.noConnection,
  ARQ_WORKER_NOT_FOUND: EXIT_CODES.notFound,
  ARQ_QUEUE_NOT_FOUND: EXIT_CODES.notFound,
}

/** What an error ends the program with. */
export function exitCodeOf(error: unknown): ExitCode {
  return (isArqError(error) ? BY_ERROR[error.code] : undefined) ?? EXIT_CODES.failed
}
