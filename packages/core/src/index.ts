// What users of arq import from here: tasks, errors, and the ports that an adapter of their own implements.

export { type Clock, systemClock, type Timer } from './clock.js'
export { type Codec, jsonCodec } from './codec.js'
export { type ConsoleLoggerOptions, createConsoleLogger } from './console-logger.js'
export { task } from './define-task.js'
export { type Duration } from './duration.js'
export { type EnqueueableTask } from './enqueueable-task.js'
export {
  type EnqueuedFor,
  type EnqueuedJob,
  type EnqueueOptions,
  type Enqueuer,
} from './enqueuer.js'
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './error-codes.js'
export {
  type ArgumentIssue,
  ArqError,
  type ArqErrorOptions,
  BufferFull,
  ClosedError,
  ConfigurationError,
  ConnectionError,
  ConnectionLost,
  InvalidArguments,
  isArqError,
  JobAborted,
  JobAlreadyExists,
  JobError,
  JobExpired,
  JobFailed,
  JobNotFound,
  JobTimeout,
  localizedMessage,
  MaxRetriesExceeded,
  type MaxRetriesExceededOptions,
  PublishNotConfirmed,
  QueueNotFound,
  type RemoteError,
  ResultNotFound,
  ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
  ResultTimeout,
  Retry,
  SerializationError,
  type SettingIssue,
  TopologyMismatch,
  TransportError,
  type TransportErrorOptions,
  UnknownFunction,
  UnsupportedError,
} from './errors.js'
export { type Instant } from './instant.js'
export { isoDate } from './iso-date.js'
export { isFinal, type JobInfo, type JobRecord, type JobStatus, type Json } from './job.js'
export { type JobContext, type WorkerContext, type WorkerExtra } from './job-context.js'
export { decodeJobRecord, encodeJobRecord } from './job-record-codec.js'
export {
  countDuplicates,
  decideTransition,
  type DuplicateCounts,
  type JobClaim,
  type JobTransition,
  type TransitionGuard,
  type TransitionOutcome,
  type TransitionState,
} from './job-transition.js'
export { type JsonProblem } from './json-safety.js'
export { type Jsonified } from './jsonified.js'
export { type LogFields, type Logger, type LogLevel, silentLogger } from './logger.js'
export {
  type Language,
  languageFromEnvironment,
  type Message,
  type MessageTemplate,
} from './message.js'
export {
  type CreateOptions,
  type HealthReport,
  type JobIdentity,
  type ResultStore,
  type StorageStats,
} from './result-store.js'
export { type Release } from './shared-resource.js'
export {
  type AnyTask,
  type InputOf,
  type InputSchema,
  type ResultOf,
  type Task,
  type TaskPolicy,
} from './task.js'
export {
  type BroadcastSignal,
  type ConnectOptions,
  type ConsumeOptions,
  type Delivery,
  type HeaderValue,
  type IncomingReply,
  type OutgoingMessage,
  type QueueInfo,
  type ReplyBox,
  type Subscription,
  type Transport,
  type TransportCapabilities,
  type TransportEvent,
} from './transport.js'
export { ResultStoreRegistry, TransportRegistry, type UrlFactory } from './url-registry.js'
