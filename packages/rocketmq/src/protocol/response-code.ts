/**
 * What RocketMQ's servers answer with.
 *
 * Source: apache/rocketmq `remoting/.../protocol/ResponseCode.java`, `RemotingSysResponseCode.java`.
 */
export const RESPONSE_CODE = {
  SUCCESS: 0,
  SYSTEM_ERROR: 1,
  SYSTEM_BUSY: 2,
  REQUEST_CODE_NOT_SUPPORTED: 3,
  FLUSH_DISK_TIMEOUT: 10,
  SLAVE_NOT_AVAILABLE: 11,
  FLUSH_SLAVE_TIMEOUT: 12,
  MESSAGE_ILLEGAL: 13,
  SERVICE_NOT_AVAILABLE: 14,
  VERSION_NOT_SUPPORTED: 15,
  NO_PERMISSION: 16,
  TOPIC_NOT_EXIST: 17,
  TOPIC_EXIST_ALREADY: 18,
  PULL_NOT_FOUND: 19,
  PULL_RETRY_IMMEDIATELY: 20,
  PULL_OFFSET_MOVED: 21,
  QUERY_NOT_FOUND: 22,
  SUBSCRIPTION_PARSE_FAILED: 23,
  SUBSCRIPTION_NOT_EXIST: 24,
  SUBSCRIPTION_NOT_LATEST: 25,
  SUBSCRIPTION_GROUP_NOT_EXIST: 26,
  FILTER_DATA_NOT_EXIST: 27,
  FILTER_DATA_NOT_LATEST: 28,
  INVALID_PARAMETER: 29,
  TRANSACTION_SHOULD_COMMIT: 200,
  TRANSACTION_SHOULD_ROLLBACK: 201,
  TRANSACTION_STATE_UNKNOW: 202,
  TRANSACTION_STATE_GROUP_WRONG: 203,
  NO_BUYER_ID: 204,
  NOT_IN_CURRENT_UNIT: 205,
  CONSUMER_NOT_ONLINE: 206,
  CONSUME_MSG_TIMEOUT: 207,
  NO_MESSAGE: 208,
  POLLING_FULL: 209,
  POLLING_TIMEOUT: 210,
  FLOW_CONTROL: 215,
  NOT_LEADER_FOR_QUEUE: 501,
  ILLEGAL_OPERATION: 604,
  GO_AWAY: 1500,
  LITE_SUBSCRIPTION_QUOTA_EXCEEDED: 2018,
  USER_NOT_EXIST: 3001,
  POLICY_NOT_EXIST: 3002,
} as const

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(RESPONSE_CODE).map(([name, code]) => [code, name]),
)

/** A response code in words for people; one we do not know is `UNKNOWN`. */
export function responseCodeName(code: number): string {
  return NAMES.get(code) ?? 'UNKNOWN'
}

const RETRIABLE_SENDS: ReadonlySet<number> = new Set([
  RESPONSE_CODE.TOPIC_NOT_EXIST,
  RESPONSE_CODE.SERVICE_NOT_AVAILABLE,
  RESPONSE_CODE.SYSTEM_ERROR,
  RESPONSE_CODE.SYSTEM_BUSY,
  RESPONSE_CODE.NO_PERMISSION,
  RESPONSE_CODE.NO_BUYER_ID,
  RESPONSE_CODE.NOT_IN_CURRENT_UNIT,
  RESPONSE_CODE.GO_AWAY,
])

/**
 * Whether a send that was answered with this code is worth another attempt, at another broker where there is one.
 * `NO_PERMISSION` is: one broker of a topic may be read-only.
 *
 * Source: apache/rocketmq `client/.../producer/DefaultMQProducer.java`, its list of retried response codes.
 */
export function isRetriableSend(responseCode: number): boolean {
  return RETRIABLE_SENDS.has(responseCode)
}

/** Whether a queue of a static topic is hosted by another broker now. Nothing was done: whoever asks that one may. */
export function isMovedQueue(responseCode: number): boolean {
  return responseCode === RESPONSE_CODE.NOT_LEADER_FOR_QUEUE
}
