// For the packages of this repository only: no promise across versions.

export { SequenceWindow } from './collections/sequence-window.js'
export {
  failureTime,
  isDeadLetter,
  lifetimeHeader,
  redrivenHeaders,
  redrivenJob,
} from './enqueue/dead-letter.js'
export {
  enqueueEntries,
  payloadsSchema,
  type ResolvedEnqueueSettings,
  resolveEnqueueSettings,
} from './enqueue/enqueue-settings.js'
export { enqueueTexts } from './enqueue/enqueue-texts.js'
export { traceFailed, traceSent } from './enqueue/enqueue-trace.js'
export {
  type DraftDefaults,
  draftJob,
  type DraftRequest,
  type JobDraft,
} from './enqueue/job-draft.js'
export { JobEnqueuer, type JobEnqueuerParts } from './enqueue/job-enqueuer.js'
export { JobIds } from './enqueue/job-ids.js'
export { JobReader } from './enqueue/job-reader.js'
export { queuedRecord } from './enqueue/queued-record.js'
export { sentAfter } from './errors/arq-error.js'
export { classifyError, type ErrorVerdict } from './errors/error-classification.js'
export { errorTexts } from './errors/error-texts.js'
export { explainCode, type ExplainedCode } from './errors/explain-code.js'
export { guarded, readProperty } from './errors/guarded-read.js'
export { nestedErrors } from './errors/thrown.js'
export { callListener } from './events/call-listener.js'
export { eventError } from './events/event-error.js'
export { EventHub, type EventSink } from './events/event-hub.js'
export { endedChildren } from './flow/child-pages.js'
export { isFlow } from './flow/flow.js'
export {
  type ChildSource,
  noChildren,
  ReadChildren,
  unreadableChildren,
} from './flow/flow-children.js'
export { afterEnds, countsAsEnded, mayStart, type PlacedEnd } from './flow/flow-decisions.js'
export {
  type ChildEnd,
  childEntry,
  childText,
  FLOW_CHILD_HEADER,
  FLOW_FAILED_HEADER,
  FLOW_KEPT_MS,
  FLOW_RELEASE_HEADER,
  flowGroupOf,
  PARENT_ENTRY,
  type ParentRelease,
  type PlaceInFlow,
  placeInFlow,
  placeText,
  readChild,
  readParent,
  readRelease,
  RELEASE_ENTRY,
  type WaitingParent,
} from './flow/flow-entries.js'
export { flowOptionsSchema } from './flow/flow-options.js'
export { flowTexts } from './flow/flow-texts.js'
export { flowJobId, type FlowNode, flowNodes } from './flow/flow-tree.js'
export { releasedMessage } from './flow/released-message.js'
export { type FlowSending, sendFlow } from './flow/send-flow.js'
export { isBeingSent, isJobStatus, JOB_STATUSES } from './job/job.js'
export { toJobInfo } from './job/job-info.js'
export { withTry } from './job/job-tries.js'
export { addUsage } from './job/job-usage.js'
export { liveLifetime } from './job/record-lifetime.js'
export { keepMessage, type KeptMessage } from './keys/kept-message.js'
export type { KeyName } from './keys/key-group.js'
export { KeyLedger, type LedgerAnswer } from './keys/key-ledger.js'
export { KeyLimits } from './keys/key-limits.js'
export { keyOfJob, limitNameOf, shareOfKey } from './keys/key-of-job.js'
export { keyTexts } from './keys/key-texts.js'
export type { JobTry } from './keys/line-state.js'
export {
  CLIENT_LEASES,
  type Leases,
  type LineStep,
  SENT_LEASE_MS,
  type StepAnswer,
  type TaskLimits,
} from './keys/line-step.js'
export { PUT_OFF_HEADER, putOffUntilOf } from './keys/put-off-message.js'
export { waitingByQueue } from './keys/waiting-by-queue.js'
export { guardedLogger, type TextLogger } from './log/guarded-logger.js'
export { keepingLogger, type LineText, lineTexts } from './log/keeping-logger.js'
export { KeptLines } from './log/kept-lines.js'
export { LOG_LEVELS } from './log/log-levels.js'
export { logTexts } from './log/log-texts.js'
export { PlainValues } from './log/plain-value.js'
export { REDACTABLE_PARTS, redactPaths } from './log/redacted-paths.js'
export { REDACTED, redactSecrets, redactText, secretNames } from './log/redaction.js'
export { standardErrorLines } from './log/standard-error.js'
export { besideOwnNames, jsonLine, lineBody, textLine } from './log/text-line.js'
export { cronPauseId, CronSwitch, pausedCrons, setCronPaused } from './pauses/cron-pause.js'
export { fetchPayload, fetchResult, readArguments } from './payloads/fetch-record.js'
export { JobSeal, type Sealing } from './payloads/job-seal.js'
export { Offloading, resultLifetime } from './payloads/offloading.js'
export { openArguments, type OpenedArguments, sealedArguments } from './payloads/open-arguments.js'
export { openRecord, type RecordKeys } from './payloads/open-record.js'
export { PayloadAccess } from './payloads/payload-access.js'
export { type PayloadReference, referenceIn } from './payloads/payload-reference.js'
export { payloadTexts } from './payloads/payload-texts.js'
export { readyEncryption } from './payloads/ready-encryption.js'
export { readyPayloads } from './payloads/ready-payloads.js'
export { openedText, placeholderOf, sealedPartOf } from './payloads/sealed-text.js'
export { openedItem, sealedItem } from './payloads/stream-values.js'
export type {
  AmqpView,
  BrokerInspection,
  BrokerNode,
  DelayView,
  InspectedQueue,
  ListedQueue,
  ManagementView,
  QueueDifference,
  SettleDeadlineView,
} from './ports/broker-inspection.js'
export { delayRefusal } from './ports/delay-refusal.js'
export { abortError } from './ports/opening-wait.js'
export { portTexts } from './ports/port-texts.js'
export { TransportEvents } from './ports/transport-events.js'
export { TransportHealth } from './ports/transport-health.js'
export { anyJobIdSchema } from './rules/job-id.js'
export { momentSchema } from './rules/moment.js'
export { mustBe, said } from './rules/must-be.js'
export {
  againQueueOf,
  aloneQueueOf,
  deadLetterQueueNameSchema,
  LONGEST_QUEUE_NAME_BYTES,
  parkedResultsQueueOf,
  queueNameSchema,
} from './rules/queue-name.js'
export { headerOwner } from './rules/reserved-headers.js'
export { follows } from './rules/rule.js'
export { ruleTexts } from './rules/rule-texts.js'
export { shownValue } from './rules/shown-value.js'
export { signalNameSchema } from './rules/signal-name.js'
export { nameText } from './rules/text-rules.js'
export { nearestName } from './settings/nearest-name.js'
export { positiveMs } from './settings/positive-ms.js'
export { settingProblems } from './settings/setting-problems.js'
export { functionSchema, functionsSchema, loggerSchema } from './settings/settings.js'
export { settingsTexts } from './settings/settings-texts.js'
export { tlsDetailsSchema } from './settings/tls-details.js'
export { decideGiven, decideWait, type WaitDecision } from './signals/decide-signal.js'
export { signalPayload } from './signals/signal-payload.js'
export {
  readSignal,
  signalEntryName,
  signalOfEntry,
  type SignalState,
  writeSignal,
} from './signals/signal-state.js'
export { signalsAmong } from './signals/signals-among.js'
export { openStepErrors } from './steps/open-steps.js'
export { StepNames } from './steps/step-names.js'
export {
  decodeStep,
  encodeStep,
  stepEntryName,
  type StepError,
  type StepInfo,
  stepOfEntry,
  type StepRecord,
  stepsAmong,
} from './steps/step-record.js'
export {
  afterStepError,
  isStepRetried,
  readStepOptions,
  stepErrorOf,
  type StepPolicy,
} from './steps/step-retries.js'
export { StepScope } from './steps/step-scope.js'
export { stepTexts } from './steps/step-texts.js'
export { failureTexts } from './store/failure-texts.js'
export { WriteBatch } from './store/write-batch.js'
export { LogWriter, type LogWriterParts } from './streams/log-writer.js'
export { readLog } from './streams/read-log.js'
export {
  readStreamId,
  STREAM_START,
  streamIdSchema,
  type StreamPlace,
  writeStreamId,
} from './streams/stream-id.js'
export { toEntry, writeItem } from './streams/stream-item.js'
export { MOST_STREAM_BYTES, MOST_STREAM_ITEMS } from './streams/stream-limits.js'
export {
  inboxOf,
  isTaskStream,
  streamGroup,
  streamNameRule,
  type StreamOwner,
} from './streams/stream-names.js'
export { StreamNews } from './streams/stream-news.js'
export { streamTexts } from './streams/stream-texts.js'
export { ANY_TRY, runWriter } from './streams/stream-writers.js'
export { streamsOf } from './streams/streams-of.js'
export { JOB_GROUPS, jobGroup, type NamedEnqueue } from './suspend/job-group.js'
export {
  encodeSleeping,
  forTurn,
  MESSAGE_ENTRY,
  wakingMessage,
} from './suspend/sleeping-message.js'
export {
  type Arrival,
  arrivalOf,
  asleep,
  begun,
  decodeTurn,
  encodeTurn,
  FIRST_TURN,
  isSecondCopy,
  type Ticket,
  ticketOf,
  ticketText,
  type Turn,
  TURN_ENTRY,
  TURN_HEADER,
} from './suspend/turn.js'
export { isTask, taskOfDefinition, taskOfFunction } from './task/define-task.js'
export { idempotencyKey } from './task/idempotency-key.js'
export { type RateRule, rateRuleOf, readUsage } from './task/key-rate.js'
export { bindArguments, type RawArguments } from './task/task-arguments.js'
export { taskTexts } from './task/task-texts.js'
export { boundedText } from './texts/bounded-text.js'
export { cutToUtf8 } from './texts/cut-to-utf8.js'
export { displayWidth, padDisplay } from './texts/display-width.js'
export { kindText } from './texts/kind-texts.js'
export type { SettingProblem } from './texts/setting-problem.js'
export { wireTexts } from './texts/wire-texts.js'
export { abortControllerForMany } from './time/abort-controller.js'
export { backoffMs } from './time/backoff.js'
export { LONGEST_DURATION_MS, parseDuration } from './time/duration.js'
export { GrowingPause } from './time/growing-pause.js'
export { parseInstant, toInstant } from './time/instant.js'
export { InstantText } from './time/instant-text.js'
export { pause, type PauseOptions } from './time/pause.js'
export { within } from './time/time-limit.js'
export { WorkUnderWay } from './time/work-under-way.js'
export type { OpenJob } from './unique/key-state.js'
export { packBody, unpackBody } from './unique/keyed-payload.js'
export {
  type OpenKey,
  type OpenKeyPage,
  UniqueKeys,
  type UniqueName,
} from './unique/unique-keys.js'
export { uniqueTexts } from './unique/unique-texts.js'
export { type AbortRequest, decodeAbort, encodeAbort, isAbortOf } from './wire/abort-request.js'
export { compressBody, decodeBody } from './wire/body-encoding.js'
export { unreadable } from './wire/codec.js'
export {
  type ControlAnswer,
  type ControlRequest,
  controlRequestSchema,
  type ControlVerb,
  decodeControlAnswer,
  encodeControlAnswer,
} from './wire/control-messages.js'
export {
  ANNOUNCED_VALUE,
  CLIENT_DELAYED_HEADER,
  CRASHES_HEADER,
  decodeJobMessage,
  DUE_HEADER,
  HOLDER_HEADER,
  type JobMessage,
  KEY_SINCE_HEADER,
  newJobId,
  PAYLOAD_SINCE_HEADER,
  readJob,
  RETRY_COUNT_HEADER,
  STOPPED_VIEW_MS,
  UNCONTESTED_HEADER,
  UNIQUE_HEADER,
  UNKNOWN_SINCE_HEADER,
} from './wire/job-message.js'
export { encodeJobRecordWith, encodeTransitionWith } from './wire/job-record-codec.js'
export { findJsonProblem } from './wire/json-safety.js'
export { notCarried } from './wire/not-carried.js'
export type { SentArguments } from './wire/sent-arguments.js'
export { traceIdOf } from './wire/trace-id.js'
export { encodeJobMessage, writeJob } from './wire/written-job.js'
export {
  atEndOfTurn,
  hexText,
  inNextTurn,
  randomBytes,
  randomUuid,
  sha256,
  utf8Bytes,
  utf8Length,
} from '#platform'
