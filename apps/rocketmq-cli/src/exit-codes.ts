import { type ErrorCode, isRocketMQError } from '@arq/rocketmq'

/** What `rocketmq` ends with. Part of the contract: scripts decide on it. */
export const EXIT_CODES = {
  /** Done; `tail` was told to end. */
  ok: 0,
  /** It failed while it ran, or more waits than `--max-lag` allows. */
  failed: 1,
  /** A flag, a word or a variable is wrong. Trying again will not help. */
  usage: 2,
  /** No server can be reached, or it refuses the credentials. */
  noConnection: 3,
  /** What was asked about does not exist: a topic, a group, a message, a broker. */
  notFound: 4,
  /** Ctrl-C, or another signal, before it was done. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]

const BY_ERROR: Partial<Record<ErrorCode, ExitCode>> = {
  ROCKETMQ_CONFIG_INVALID: EXIT_CODES.usage,
  ROCKETMQ_MESSAGE_INVALID: EXIT_CODES.usage,
  ROCKETMQ_CONNECT_FAILED: EXIT_CODES.noConnection,
  ROCKETMQ_TLS_FAILED: EXIT_CODES.noConnection,
  ROCKETMQ_WRONG_PROTOCOL: EXIT_CODES.noConnection,
  ROCKETMQ_NO_NAME_SERVER: EXIT_CODES.noConnection,
  ROCKETMQ_NO_PERMISSION: EXIT_CODES.noConnection,
  ROCKETMQ_TOPIC_NOT_FOUND: EXIT_CODES.notFound,
  ROCKETMQ_NO_BROKER: EXIT_CODES.notFound,
  ROCKETMQ_NOT_FOUND: EXIT_CODES.notFound,
  ROCKETMQ_REQUEST_ABORTED: EXIT_CODES.interrupted,
}

/** What an error ends the program with. */
export function exitCodeOf(error: unknown): ExitCode {
  return (isRocketMQError(error) ? BY_ERROR[error.code] : undefined) ?? EXIT_CODES.failed
}
