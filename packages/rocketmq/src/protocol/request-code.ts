/**
 * RocketMQ's request codes that this client sends or answers.
 *
 * Source: apache/rocketmq `remoting/.../protocol/RequestCode.java`.
 */
export const REQUEST_CODE = {
  SEND_MESSAGE: 10,
  PULL_MESSAGE: 11,
  QUERY_MESSAGE: 12,
  QUERY_CONSUMER_OFFSET: 14,
  UPDATE_CONSUMER_OFFSET: 15,
  UPDATE_AND_CREATE_TOPIC: 17,
  UPDATE_BROKER_CONFIG: 25,
  GET_BROKER_CONFIG: 26,
  GET_BROKER_RUNTIME_INFO: 28,
  SEARCH_OFFSET_BY_TIMESTAMP: 29,
  GET_MAX_OFFSET: 30,
  GET_MIN_OFFSET: 31,
  GET_EARLIEST_MSG_STORETIME: 32,
  VIEW_MESSAGE_BY_ID: 33,
  HEART_BEAT: 34,
  UNREGISTER_CLIENT: 35,
  CONSUMER_SEND_MSG_BACK: 36,
  END_TRANSACTION: 37,
  GET_CONSUMER_LIST_BY_GROUP: 38,
  /** Broker → client. */
  CHECK_TRANSACTION_STATE: 39,
  /** Broker → client. */
  NOTIFY_CONSUMER_IDS_CHANGED: 40,
  LOCK_BATCH_MQ: 41,
  UNLOCK_BATCH_MQ: 42,
  CHECK_CLIENT_CONFIG: 46,
  PUT_KV_CONFIG: 100,
  GET_KV_CONFIG: 101,
  DELETE_KV_CONFIG: 102,
  GET_ROUTEINFO_BY_TOPIC: 105,
  GET_BROKER_CLUSTER_INFO: 106,
  GET_ALL_TOPIC_LIST_FROM_NAMESERVER: 206,
  DELETE_TOPIC_IN_BROKER: 215,
  DELETE_TOPIC_IN_NAMESRV: 216,
  /** Broker → client. */
  RESET_CONSUMER_CLIENT_OFFSET: 220,
  /** Broker → client. */
  GET_CONSUMER_STATUS_FROM_CLIENT: 221,
  INVOKE_BROKER_TO_RESET_OFFSET: 222,
  GET_TOPICS_BY_CLUSTER: 224,
  /** To a broker, which forwards it to the client it names. */
  GET_CONSUMER_RUNNING_INFO: 307,
  /** To a broker, which forwards it to the client it names. */
  CONSUME_MESSAGE_DIRECTLY: 309,
  SEND_MESSAGE_V2: 310,
  SEND_BATCH_MESSAGE: 320,
  SEND_REPLY_MESSAGE: 324,
  SEND_REPLY_MESSAGE_V2: 325,
  /** Broker → client. */
  PUSH_REPLY_MESSAGE_TO_CLIENT: 326,
  LITE_PULL_MESSAGE: 361,
  /** RocketMQ 5.3.2 and newer. */
  RECALL_MESSAGE: 370,
} as const

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(REQUEST_CODE).map(([name, code]) => [code, name]),
)

/** A request code in words for people, for example `SEND_MESSAGE_V2`; one we do not know stays a number. */
export function requestCodeName(code: number): string {
  return NAMES.get(code) ?? `request ${code}`
}
