// What users of arq import from here: tasks, errors, and the ports that an adapter of their own implements.

export { type DeadLetter, redrivenMessage } from './enqueue/dead-letter.js'
export { enqueueChannel, type EnqueueTrace } from './enqueue/enqueue-trace.js'
export { type EnqueuingJob, type OnEnqueue } from './enqueue/on-enqueue.js'
export {
  ArqError,
  type ArqErrorOptions,
  errorText,
  isArqError,
  localizedMessage,
} from './errors/arq-error.js'
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorCodeEntry,
  type Sent,
} from './errors/error-codes.js'
export {
  AbortTimeout,
  type AbortTimeoutOptions,
  type ArgumentIssue,
  ChildFailed,
  type ChildFailedOptions,
  InvalidArguments,
  JobAborted,
  JobAlreadyExists,
  JobError,
  JobExpired,
  JobFailed,
  JobNotFound,
  JobTimeout,
  MaxRetriesExceeded,
  type MaxRetriesExceededOptions,
  type RemoteError,
  ResultNotFound,
  ResultTimeout,
  Retry,
  SignalTimeout,
  StepFailed,
  type StepFailedOptions,
  SuspectedPoison,
  ThreadCrashed,
  UnknownFunction,
} from './errors/job-errors.js'
export { DecryptFailed, PayloadKeyMissing } from './errors/payload-errors.js'
export {
  ClosedError,
  ConfigurationError,
  SerializationError,
  type SettingIssue,
  UnsupportedError,
} from './errors/settings-errors.js'
export {
  ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
} from './errors/store-errors.js'
export {
  PayloadDamaged,
  PayloadMissing,
  PayloadStoreError,
} from './errors/stored-payload-errors.js'
export { StreamOvertaken } from './errors/stream-errors.js'
export { describeThrown, type ThrownDescription } from './errors/thrown.js'
export { toError } from './errors/to-error.js'
export {
  BufferFull,
  ConnectionError,
  ConnectionLost,
  PublishNotConfirmed,
  QueueNotFound,
  TopologyMismatch,
  TransportError,
  type TransportErrorOptions,
  WorkerNotFound,
} from './errors/transport-errors.js'
export { type EnqueueEvent, type EventJob } from './events/enqueue-event.js'
export {
  type ArqEvent,
  type ArqEventType,
  EVENT_CHANNELS,
  type EventOf,
} from './events/event-channels.js'
export { type EventError } from './events/event-error.js'
export { type JobEvent, type WorkerEventJob } from './events/job-event.js'
export { type EventListeners, listenToEvents } from './events/listen-to-events.js'
export { type WorkerLifeEvent } from './events/worker-life-event.js'
export { chain, flow, type FlowOptions, group } from './flow/flow.js'
export {
  type EncryptionState,
  isClaim,
  isFinal,
  isTombstone,
  type JobInfo,
  type JobRecord,
  type JobStatus,
  type Json,
  OPEN_CLAIM,
  type StoredPayload,
  type StoredPayloads,
} from './job/job.js'
export {
  ANNOUNCEMENT_LATE_MS,
  type AttemptedTransition,
  countDuplicates,
  decideTransition,
  type DuplicateCounts,
  type EncodedTransition,
  type JobStart,
  type JobTransition,
  outrunsAnnouncement,
  type TransitionGuard,
  type TransitionOutcome,
  type TransitionState,
} from './job/job-transition.js'
export { type EarlierTry, type TryOutcome, type TryRecord } from './job/job-tries.js'
export type { JobUsage } from './job/job-usage.js'
export { type Jsonified } from './job/jsonified.js'
export type { KeyLimits, KeyStatus } from './keys/key-limits.js'
export type { RateStatus } from './keys/rate-status.js'
export { type ConsoleLoggerOptions, createConsoleLogger } from './log/console-logger.js'
export { type JobLog } from './log/kept-lines.js'
export { type LogLine } from './log/log-line.js'
export { type LogFields, type Logger, type LogLevel, silentLogger } from './log/logger.js'
export { type Plain, type PlainObject } from './log/plain.js'
export { type CronPause } from './pauses/cron-pause.js'
export { encryption, type EncryptionOptions } from './payloads/encryption.js'
export { filePayloads, type FilePayloadsOptions } from './payloads/file-payloads.js'
export { type KeyBytes, type LoadKey } from './payloads/key-ring.js'
export { resultStorePayloads } from './payloads/result-store-payloads.js'
export {
  type EntriesWritten,
  type Entry,
  type EntryChange,
  type EntryStore,
  type GroupPage,
} from './ports/entry-store.js'
export { type Health, healthOf, type HealthProblem } from './ports/health.js'
export {
  type JobFilter,
  type JobPage,
  type JobQuery,
  type JobSearches,
  type JobSearchOptions,
} from './ports/job-search.js'
export { type MetricsSource } from './ports/metrics-source.js'
export { type ConnectOptions } from './ports/opening-wait.js'
export { type PayloadCipher } from './ports/payload-cipher.js'
export { type PayloadStore } from './ports/payload-store.js'
export {
  type AnnouncedJob,
  type CreateOptions,
  type HealthReport,
  type JobIdentity,
  type MigrationOutcome,
  type PendingMigration,
  type ResultStore,
  type StorageStats,
  type StoreSchema,
} from './ports/result-store.js'
export { type Release, SharedResource, type SharedResourceParts } from './ports/shared-resource.js'
export {
  type LoggedItem,
  REMEMBERED_WRITERS,
  type StreamBatch,
  type StreamName,
  streamNotice,
  type StreamSlice,
  type StreamStore,
} from './ports/stream-store.js'
export {
  type BroadcastSignal,
  type ConsumeOptions,
  type DelayRange,
  type Delivery,
  type ForeignMessage,
  type IncomingReply,
  type OutgoingMessage,
  type QueueInfo,
  type QueueRates,
  type Receipt,
  type ReplyBox,
  type Subscription,
  type Transport,
  type TransportCapabilities,
  type TransportEvent,
} from './ports/transport.js'
export { checkConsume, checkQueueName } from './ports/transport-calls.js'
export { ResultStoreRegistry, TransportRegistry, type UrlFactory } from './ports/url-registry.js'
export type { SchemaMessage } from './rules/must-be.js'
export { durationToMs, lifetimeToMs } from './settings/duration-to-ms.js'
export {
  countSchema,
  durationSchema,
  lifetimeSchema,
  type ObjectSchema,
  parseSettings,
  portSchema,
  type SettingMetadata,
} from './settings/settings.js'
export { type SignalAnswer } from './signals/decide-signal.js'
export { type SignalInfo } from './signals/signals-among.js'
export { type StepInfo } from './steps/step-record.js'
export { task } from './task/define-task.js'
export { type EnqueueOptions } from './task/enqueue-options.js'
export { type EnqueueableTask } from './task/enqueueable-task.js'
export { type EnqueuedFor, type EnqueuedJob, type Enqueuer } from './task/enqueuer.js'
export { type FlowChild, type FlowChildren } from './task/flow-child.js'
export { type Flow, type OnChildFailure } from './task/flow-shape.js'
export { isoDate } from './task/iso-date.js'
export {
  type Around,
  type JobContext,
  type WorkerContext,
  type WorkerExtra,
} from './task/job-context.js'
export {
  type Inbox,
  type StreamBounds,
  type StreamEntry,
  type StreamWriter,
} from './task/job-streams.js'
export type { KeyConcurrency } from './task/key-concurrency.js'
export type { KeyRate, Rate } from './task/key-rate.js'
export { type SleepOptions, type StepOptions, type StepRun } from './task/step-options.js'
export {
  type AnyTask,
  type InputOf,
  type InputSchema,
  type ResultOf,
  type Task,
  type TaskPolicy,
} from './task/task.js'
export { type TasksOf, type TaskTypes, type TaskTypesByName } from './task/tasks-of.js'
export { type ThreadPool } from './task/thread-pool.js'
export { type FileTask, type ThreadContext } from './task/thread-task.js'
export { type WaitOptions } from './task/wait-options.js'
export {
  defineTexts,
  type Language,
  languageFromEnvironment,
  renderText,
  type Text,
  type TextMaker,
  type TextParam,
  type TextTemplate,
} from './texts/text.js'
export { type Clock, systemClock, type Timer } from './time/clock.js'
export { type Duration } from './time/duration.js'
export { type Instant } from './time/instant.js'
export { type Lifetime } from './time/lifetime.js'
export type { TaskUnique, UniqueMode, UniqueOptions } from './unique/unique-options.js'
export { type Codec, jsonCodec } from './wire/codec.js'
export {
  type JobCounts,
  type RunningJobInfo,
  type WorkerInfo,
  type WorkerQueueInfo,
} from './wire/control-messages.js'
export {
  decodeJobRecord,
  decodeTransition,
  encodeJobRecord,
  encodeTransition,
} from './wire/job-record-codec.js'
export { type JsonProblem } from './wire/json-safety.js'
