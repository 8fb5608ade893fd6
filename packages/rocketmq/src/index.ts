// --- producer
export {
  PRODUCER_ENVIRONMENT,
  type ProducerEnvironmentVariable,
  readProducerEnvironment,
} from './producer/environment.js'
export { PRODUCER_PRESETS, type ProducerPreset, producerSettings } from './producer/presets.js'
export { createProducer, type CreateProducerOptions, Producer } from './producer/producer.js'
export { parseRecallHandle, type RecallHandle } from './producer/recall-handle.js'
export { isRequest, type ReplyAddress, type ReplyOptions } from './producer/reply.js'
export type { Reply, RequestOptions } from './producer/requests.js'
export type { ProducerEvent, ProducerListener } from './send/producer-events.js'
export type {
  OwnClientOptions,
  ProducerParts,
  SharedClientOptions,
} from './send/producer-options.js'
export type { ProducerSettings, SharedProducerSettings } from './send/producer-settings.js'
export type { ProducerStats } from './send/producer-stats.js'
export type {
  RecallAttempt,
  SendAttempt,
  SendHook,
  SendKind,
  SendOutcome,
} from './send/send-hook.js'
export type { SelectQueue, SendOptions } from './send/send-options.js'
export type { SendResult } from './send/send-result.js'

// --- consumer
export {
  allocateAveragely,
  allocateByCircle,
  allocateByConfig,
  type Allocation,
  type AllocationStrategy,
} from './assignment/allocation-strategy.js'
export { allocateByConsistentHash } from './assignment/consistent-hash.js'
export {
  allocateByMachineRoom,
  allocateNearby,
  type MachineRoomResolver,
} from './assignment/machine-rooms.js'
export type { EnvironmentVariable } from './client/environment.js'
export type { ConsumeHook, ListenerInput } from './consume/consume-hook.js'
export {
  type BatchAnswer,
  type ConsumeAnswer,
  type ConsumeBatch,
  type ConsumeContext,
  type ConsumeMessage,
  type MessageListener,
  type OrderlyAnswer,
  type ReconsumeLater,
  reconsumeLater,
  type Suspend,
  suspend,
} from './consume/listener.js'
export type { ListenerOutcome } from './consume/listener-outcome.js'
export type { ConsumerEvent, ConsumerListener } from './consumer/consumer-events.js'
export type {
  ConsumerOptions,
  ConsumerParts,
  OwnClientConsumerOptions,
  SharedClientConsumerOptions,
} from './consumer/consumer-options.js'
export type { ConsumerSettings, SharedConsumerSettings } from './consumer/consumer-settings.js'
export type { ConsumerTotals, TopicRates } from './consumer/consumer-stats.js'
export { CONSUMER_ENVIRONMENT, readConsumerEnvironment } from './consumer/environment.js'
export {
  CONSUMER_PRESETS,
  type ConsumerPreset,
  consumerSettings,
  type ConsumerSettingsSources,
  type PartialConsumerSettings,
} from './consumer/presets.js'
export { createConsumer, PushConsumer, type PushSubscription } from './consumer/push-consumer.js'
export type { ConsumerStats, PulledQueueStats } from './consumer/push-stats.js'
export type { Rate, RatePeriod } from './consumer/rate-window.js'
export type { SubscriptionConflict } from './consumer/subscription-conflict.js'
export type { MessageFilter, SubscriptionStatus } from './consumer/subscriptions.js'
export { createLiteConsumer, LiteConsumer } from './lite/lite-consumer.js'
export type {
  LiteConsumerEvent,
  LiteConsumerOptions,
  LiteSubscribeOptions,
  OwnClientLiteConsumerOptions,
  SharedClientLiteConsumerOptions,
} from './lite/lite-consumer-options.js'
export type { LiteConsumerSettings, SharedLiteConsumerSettings } from './lite/lite-settings.js'
export type { OffsetStore, QueueOffset } from './offsets/offset-store.js'
export type { OffsetSource, OffsetTableStats } from './offsets/offset-table.js'
export type { ConsumeFrom } from './offsets/start-offset.js'
export type {
  ProcessContext,
  ProcessOptions,
  ReceiveOptions,
  WaitOptions,
} from './pop/receive-options.js'
export type { LiteStart } from './protocol/requests/lite.js'
export type {
  LiteBrokerFigures,
  LiteClientFigures,
  LiteGroupFigures,
  LiteLag,
  LiteParentFigures,
  LiteTopicFigures,
} from './protocol/requests/lite-figures.js'
export type { FullBy } from './pull/pull-limits.js'
export type { StallReason } from './pull/pull-watch.js'
export { createPullConsumer, PullConsumer } from './pull-consumer/pull-consumer.js'
export type {
  OwnClientPullConsumerOptions,
  PollOptions,
  PullConsumerOptions,
  SharedClientPullConsumerOptions,
} from './pull-consumer/pull-consumer-options.js'
export type {
  PullConsumerSettings,
  SharedPullConsumerSettings,
} from './pull-consumer/pull-consumer-settings.js'
export type { QueueListener } from './pull-consumer/queue-watch.js'
export { createSimpleConsumer, SimpleConsumer } from './simple-consumer/simple-consumer.js'
export type {
  OwnClientSimpleConsumerOptions,
  SharedClientSimpleConsumerOptions,
  SimpleConsumerOptions,
} from './simple-consumer/simple-consumer-options.js'
export type {
  SharedSimpleConsumerSettings,
  SimpleConsumerSettings,
} from './simple-consumer/simple-consumer-settings.js'

// --- admin
export {
  type AclAdmin,
  type AclAtBroker,
  type DeleteAclOptions,
  type ListAclsOptions,
} from './admin/acl-admin.js'
export { Admin, type AdminOptions, createAdmin } from './admin/admin.js'
export type { BrokerServer } from './admin/admin-calls.js'
export type { BrokerAdmin, BrokerValues } from './admin/broker-admin.js'
export type {
  AdminProgress,
  BrokerChoice,
  CallOptions,
  ProgressOptions,
} from './admin/call-options.js'
export type {
  DeadLetter,
  DeadLetterAdmin,
  DeadLetterGroup,
  ResendOptions,
  ResentLetter,
} from './admin/dead-letter-admin.js'
export { ADMIN_ENVIRONMENT, readAdminEnvironment } from './admin/environment.js'
export type {
  DeleteGroupOptions,
  GroupAdmin,
  GroupAtBroker,
  GroupName,
} from './admin/group-admin.js'
export type { GroupConnections, GroupMember } from './admin/group-members.js'
export type { GroupProgress, ProgressQuestion, QueueProgress } from './admin/group-progress.js'
export type { GroupSettings, RetryPolicy } from './admin/group-settings.js'
export type { AtBroker, LiteAdmin } from './admin/lite-admin.js'
export type { ConsumeDirectlyQuestion, FindOptions, MessageAdmin } from './admin/message-admin.js'
export type { ReadFrom } from './admin/message-reader.js'
export type { ConnectedProducer, ProducerAdmin } from './admin/producer-admin.js'
export type { FollowOptions, ReadOptions } from './admin/read-messages.js'
export type { OffsetReset, ResetTo } from './admin/reset-offsets.js'
export type { TopicAdmin, TopicSettings, TopicStats } from './admin/topic-admin.js'
export type { TopicAtBroker } from './admin/topic-at-broker.js'
export type { TopicKind, TopicName } from './admin/topic-kind.js'
export type { CreateTopicOptions } from './admin/until-routed.js'
export type { UserAdmin, UserAtBroker } from './admin/user-admin.js'
export type { ConsumerRunningInfo } from './protocol/consumer-running-info.js'
export type { Acl, AclAction, AclPolicy, AclRule, PolicyType } from './protocol/requests/acls.js'
export type { ClientConnection } from './protocol/requests/connections.js'
export type { ConsumeOffset } from './protocol/requests/consume-stats.js'
export type { ConsumerGroupConfig } from './protocol/requests/consumer-groups.js'
export type { StoredTopicConfig } from './protocol/requests/topic-configs.js'
export type { QueueStats } from './protocol/requests/topic-stats.js'
export type { User, UserChanges, UserStatus, UserType } from './protocol/requests/users.js'

// --- errors, texts, logging
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './errors/error-codes.js'
export {
  BatchFailed,
  type BatchFailedOptions,
  BodyError,
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
  ReplyImpossible,
  ReplyTimeout,
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
} from './errors/errors.js'
export {
  AlreadyExists,
  BrokerError,
  type BrokerErrorOptions,
  NotFound,
  PartlyDone,
  type ServerFailure,
} from './errors/server-errors.js'
export { type LogFields, type Logger, type LogLevel, silentLogger } from './log/logger.js'
export type { Language, Text, TextTemplate } from './texts/text.js'

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
export { type BatchLimits, batchProblem, checkBatch, splitBatch } from './send/batch-splitter.js'
export {
  DEFAULT_MAX_MESSAGE_BYTES,
  type MessageLimits,
  validateMessage,
} from './send/message-validation.js'

// --- what these are built of
export * from './building-blocks.js'
