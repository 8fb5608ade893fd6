// What the server answers and the page asks: types, and the few constants that both need.

export type { ActView, AuditView } from './audit.js'
export type { ControlAnswer, ControlBody, DrainAnswer, DrainBody } from './control.js'
export type { CronJobView, CronPauseAnswer, CronQuery, CronRunAnswer, CronView } from './cron.js'
export type {
  DeadLetterQueueView,
  DeadLettersQuery,
  DeadLettersView,
  LetterDetails,
  LetterDetailsView,
  LetterFilter,
  LetterGroupView,
  LettersMeant,
  LetterView,
  OperationsView,
  OperationView,
  PurgeBody,
  RedriveBody,
} from './dead-letters.js'
export { type ErrorAnswer, type ErrorIssue, type RefusalCode, REFUSALS } from './errors.js'
export type {
  FlowAbortAnswer,
  FlowAnswer,
  FlowChildrenQuery,
  FlowChildrenView,
  FlowCounts,
  FlowJobView,
  FlowNodeView,
  FlowRetryAnswer,
  FlowStatus,
  FlowView,
} from './flows.js'
export {
  type AbortAnswer,
  type DeleteAnswer,
  type EnqueueAnswer,
  type EnqueueBody,
  type JobDetails,
  type JobsQuery,
  type JobsView,
  type JobView,
  type RetryAnswer,
  type RunNowAnswer,
  SEARCH_FIELDS,
  type SearchField,
  type TasksView,
  type TaskView,
  type TimelineEntry,
} from './jobs.js'
export type {
  KeyLimitAnswer,
  KeyLimitBody,
  KeysQuery,
  KeysView,
  KeyView,
  UniqueJobView,
  UniqueKeyView,
  UniqueQuery,
  UniqueView,
} from './keys.js'
export {
  LIVE_TOPICS,
  type LiveEvent,
  type LiveQuery,
  type LiveTopic,
  type PollView,
} from './live.js'
export type {
  AlarmsView,
  Ended,
  FindingView,
  OverviewView,
  Quantiles,
  QueueView,
  Sample,
  SamplesView,
  StoreView,
  WorkersView,
  WorkerView,
} from './overview.js'
export { type RouteName, ROUTES, type RouteShape, type RouteTypes } from './routes.js'
export {
  CSRF_HEADER,
  type Features,
  type LoginBody,
  type Permission,
  PERMISSIONS,
  type SessionView,
} from './session.js'
export type { SignalBody, SignalGiven, SignalView } from './signals.js'
export type { InboxAnswer, InboxBody, StreamEvent, StreamItemView, StreamQuery } from './streams.js'
export { type ContractLanguage, LANGUAGES, type Wire } from './wire.js'
