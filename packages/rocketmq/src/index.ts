// --- errors, texts, logging
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './error-codes.js'
export {
  BodyError,
  BrokerError,
  type BrokerErrorOptions,
  ClosedError,
  ConfigurationError,
  ConnectError,
  ConnectionLost,
  DecodeError,
  EncodeError,
  FrameError,
  InvalidBatch,
  InvalidMessage,
  isRocketMQError,
  localizedMessage,
  NoNameServer,
  RequestAborted,
  RequestTimeout,
  RocketMQError,
  type RocketMQErrorOptions,
  RouteError,
  type SettingIssue,
  TooManyRequests,
} from './errors.js'
export { type LogFields, type Logger, silentLogger } from './logger.js'
export type { Language, Text, TextTemplate } from './text.js'

// --- remoting
export { type AclCredentials, signRequest } from './remoting/acl-signature.js'
export type {
  InvokeOptions,
  RemotingCaller,
  RemotingRequest,
  RemotingResponse,
  RequestProcessor,
  ServerRequest,
} from './remoting/command.js'
export type { HeaderForm } from './remoting/frame.js'
export {
  RemotingClient,
  type RemotingClientOptions,
  type RequestHook,
} from './remoting/remoting-client.js'
export type {
  ConnectionState,
  RemotingEvent,
  RemotingListener,
} from './remoting/remoting-events.js'
export type { RemotingSettings } from './remoting/remoting-settings.js'
export type { TlsSettings } from './remoting/tls-settings.js'

// --- name servers, routes, brokers
export { BrokerClient } from './broker/broker-client.js'
export { type AskOptions, NameServerClient } from './nameserver/name-server-client.js'
export { NameServers, type NameServersOptions } from './nameserver/name-servers.js'
export { RouteTable, type RouteTableStats, type TopicRoute } from './routing/route-table.js'

// --- client
export {
  ClientInstance,
  type ClientInstanceOptions,
  type ReleaseClient,
} from './client/client-instance.js'
export type { ClientSettings } from './client/client-settings.js'
export type { HeartbeatReport } from './client/heartbeats.js'

// --- messages
export { copyMessage, createMessage, type Message, type MessageInput } from './message/message.js'
export type { MessageExt } from './message/message-ext.js'
export { messageFromObject, type MessageObject, messageToObject } from './message/message-object.js'
export {
  type BatchLimits,
  batchProblem,
  checkBatch,
  splitBatch,
} from './producer/batch-splitter.js'
export {
  DEFAULT_MAX_MESSAGE_BYTES,
  type MessageLimits,
  validateMessage,
} from './producer/message-validation.js'

// --- protocol
export {
  type CompressionCodec,
  type CompressionCodecs,
  compressionCodecs,
  zlibCodec,
} from './protocol/compression.js'
export { javaHashCode } from './protocol/java-hash.js'
export {
  compareMessageQueues,
  type MessageQueue,
  messageQueueKey,
} from './protocol/message-queue.js'
export {
  createOffsetMessageId,
  isOffsetMessageId,
  type OffsetMessageId,
  parseOffsetMessageId,
} from './protocol/offset-message-id.js'
export { isReservedProperty, PROPERTY } from './protocol/property-names.js'
export { REQUEST_CODE, requestCodeName } from './protocol/request-code.js'
export type { SendStatus } from './protocol/requests/send.js'
export type { TransactionEnd } from './protocol/requests/transaction.js'
export { isRetriableSend, RESPONSE_CODE, responseCodeName } from './protocol/response-code.js'
export { type CompressionType, SYS_FLAG } from './protocol/sys-flag.js'
export {
  isUniqueMessageId,
  parseUniqueMessageId,
  UniqueIdGenerator,
  type UniqueIdSettings,
  uniqueIdTimestamp,
  type UniqueMessageId,
} from './protocol/unique-message-id.js'

// --- routing
export {
  DEFAULT_LATENCY_STEPS,
  FaultAvoidance,
  type LatencyStep,
} from './routing/fault-avoidance.js'
export {
  MessageRouter,
  type MessageRouterSettings,
  type RouteOptions,
  ROUTING_STRATEGIES,
  type RoutingResult,
  type RoutingStrategy,
} from './routing/message-router.js'
export type { PublishQueues } from './routing/publish-queues.js'
export {
  MessageHashSelector,
  type Queues,
  type QueueSelector,
  type Random,
  RandomSelector,
  RoundRobinSelector,
} from './routing/queue-selector.js'
export type { BrokerData, QueueData, TopicRouteData } from './routing/route-data.js'
