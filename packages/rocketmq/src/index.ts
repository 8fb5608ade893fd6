// --- producer
export {
  PRODUCER_ENVIRONMENT,
  type ProducerEnvironmentVariable,
  readProducerEnvironment,
} from './producer/environment.js'
export { PRODUCER_PRESETS, type ProducerPreset, producerSettings } from './producer/presets.js'
export { createProducer, type CreateProducerOptions, Producer } from './producer/producer.js'
export type { ProducerEvent, ProducerListener } from './producer/producer-events.js'
export type {
  OwnClientOptions,
  ProducerParts,
  SharedClientOptions,
} from './producer/producer-options.js'
export type { ProducerSettings, SharedProducerSettings } from './producer/producer-settings.js'
export type { ProducerStats } from './producer/producer-stats.js'
export { parseRecallHandle, type RecallHandle } from './producer/recall-handle.js'
export type {
  RecallAttempt,
  SendAttempt,
  SendHook,
  SendKind,
  SendOutcome,
} from './producer/send-hook.js'
export type { SelectQueue, SendOptions } from './producer/send-options.js'
export type { SendResult } from './producer/send-result.js'

// --- errors, texts, logging
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './error-codes.js'
export {
  BatchFailed,
  type BatchFailedOptions,
  BodyError,
  BrokerError,
  type BrokerErrorOptions,
  ClosedError,
  ConfigurationError,
  ConnectError,
  ConnectionLost,
  DecodeError,
  EncodeError,
  type FailedAttempt,
  FrameError,
  InvalidBatch,
  InvalidMessage,
  isRocketMQError,
  localizedMessage,
  NoNameServer,
  NotStarted,
  RequestAborted,
  RequestTimeout,
  RocketMQError,
  type RocketMQErrorOptions,
  RouteError,
  SendBufferFull,
  SendFailed,
  type SendFailedOptions,
  SendTimeout,
  type SettingIssue,
  TooManyRequests,
  TransactionError,
  type TransactionErrorOptions,
} from './errors.js'
export { type LogFields, type Logger, silentLogger } from './logger.js'
export type { Language, Text, TextTemplate } from './text.js'

// --- transactions
export {
  createSimpleTransactionListener,
  type SimpleTransactionAnswers,
  type SimpleTransactionListener,
} from './transaction/simple-transaction-listener.js'
export type {
  CheckDropReason,
  TransactionEvent,
  TransactionEventListener,
} from './transaction/transaction-events.js'
export {
  type LocalTransactionContext,
  TRANSACTION_STATE,
  type TransactionCheckContext,
  type TransactionListener,
} from './transaction/transaction-listener.js'
export {
  type CheckImmunity,
  createTransactionMessage,
  type TransactionMessage,
  type TransactionMessageInput,
} from './transaction/transaction-message.js'
export {
  createTransactionProducer,
  type TransactionArguments,
  type TransactionParts,
  TransactionProducer,
  type TransactionProducerOptions,
  type TransactionProducerStats,
} from './transaction/transaction-producer.js'
export type { TransactionResult } from './transaction/transaction-result.js'
export type { TransactionSettings } from './transaction/transaction-settings.js'
export type { TransactionStats } from './transaction/transaction-stats.js'

// --- traces
export type { TraceStats } from './trace/trace-dispatcher.js'
export { type EncodedTrace, encodeTrace, type TraceChannel } from './trace/trace-encoder.js'
export type {
  ConsumeAfterTrace,
  ConsumeBeforeTrace,
  ConsumeOutcome,
  EndTransactionTrace,
  PublishTrace,
  RecallTrace,
  TraceMessageType,
  TraceRecord,
} from './trace/trace-record.js'
export type { TraceSettings } from './trace/trace-settings.js'
export { type TracedParty, Tracer } from './trace/tracer.js'

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
