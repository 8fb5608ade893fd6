import type { AuditView } from './audit.js'
import type { ControlAnswer, ControlBody, DrainAnswer, DrainBody } from './control.js'
import type { CronPauseAnswer, CronQuery, CronRunAnswer, CronView } from './cron.js'
import type {
  DeadLettersQuery,
  DeadLettersView,
  LetterDetailsView,
  OperationsView,
  OperationView,
  PurgeBody,
  RedriveBody,
} from './dead-letters.js'
import type {
  FlowAbortAnswer,
  FlowAnswer,
  FlowChildrenQuery,
  FlowChildrenView,
  FlowRetryAnswer,
} from './flows.js'
import type {
  AbortAnswer,
  DeleteAnswer,
  EnqueueAnswer,
  EnqueueBody,
  JobDetails,
  JobsQuery,
  JobsView,
  RetryAnswer,
  RunNowAnswer,
  TasksView,
} from './jobs.js'
import type {
  KeyLimitAnswer,
  KeyLimitBody,
  KeysQuery,
  KeysView,
  UniqueQuery,
  UniqueView,
} from './keys.js'
import type { LiveQuery, PollView } from './live.js'
import type { AlarmsView, OverviewView, SamplesView } from './overview.js'
import type { LoginBody, Permission, SessionView } from './session.js'
import type { SignalBody, SignalGiven } from './signals.js'
import type { InboxAnswer, InboxBody, StreamQuery } from './streams.js'

/** How a route is reached. */
export interface RouteShape {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the place where the dashboard is mounted, without a leading slash; `:name` is one part, URI-encoded. */
  readonly path: string
  /** `none`: everybody may ask. */
  readonly permission: Permission | 'none'
}

/**
 * Every route. A page asks for them relative to its own address, which ends with a slash: `fetch('api/overview')`.
 * Each `GET` takes `?lang=en|zh-CN` beside its query. A body is JSON (`content-type: application/json`), and whatever is
 * not a `GET` carries `CSRF_HEADER`. An answer is JSON; from 400 on an `ErrorAnswer`.
 */
export const ROUTES = {
  session: { method: 'GET', path: 'api/session', permission: 'none' },
  login: { method: 'POST', path: 'api/login', permission: 'none' },
  logout: { method: 'POST', path: 'api/logout', permission: 'none' },

  overview: { method: 'GET', path: 'api/overview', permission: 'view' },
  samples: { method: 'GET', path: 'api/samples', permission: 'view' },
  alarms: { method: 'GET', path: 'api/alarms', permission: 'view' },
  /** Server-sent events, each a `LiveEvent`. */
  events: { method: 'GET', path: 'api/events', permission: 'view' },
  poll: { method: 'GET', path: 'api/poll', permission: 'view' },
  audit: { method: 'GET', path: 'api/audit', permission: 'view' },

  jobs: { method: 'GET', path: 'api/jobs', permission: 'view' },
  job: { method: 'GET', path: 'api/jobs/:jobId', permission: 'view' },
  tasks: { method: 'GET', path: 'api/tasks', permission: 'view' },
  enqueueJob: { method: 'POST', path: 'api/jobs', permission: 'enqueue' },
  abortJob: {
    method: 'POST',
    path: 'api/jobs/:jobId/abort',
    permission: 'act',
  },
  retryJob: {
    method: 'POST',
    path: 'api/jobs/:jobId/retry',
    permission: 'act',
  },
  runJobNow: {
    method: 'POST',
    path: 'api/jobs/:jobId/run-now',
    permission: 'act',
  },
  deleteJob: { method: 'DELETE', path: 'api/jobs/:jobId', permission: 'act' },
  signalJob: {
    method: 'POST',
    path: 'api/jobs/:jobId/signals/:signal',
    permission: 'act',
  },
  /** Server-sent events, each a `StreamEvent`. */
  stream: { method: 'GET', path: 'api/jobs/:jobId/streams/:stream', permission: 'view' },
  sendToInbox: { method: 'POST', path: 'api/jobs/:jobId/inbox', permission: 'act' },
  flow: { method: 'GET', path: 'api/jobs/:jobId/flow', permission: 'view' },
  flowChildren: { method: 'GET', path: 'api/jobs/:jobId/flow/children', permission: 'view' },
  abortFlow: { method: 'POST', path: 'api/jobs/:jobId/flow/abort', permission: 'act' },
  retryFlow: { method: 'POST', path: 'api/jobs/:jobId/flow/retry', permission: 'act' },

  deadLetters: { method: 'GET', path: 'api/dead-letters', permission: 'view' },
  deadLetter: {
    method: 'GET',
    path: 'api/dead-letters/:queue/:jobId',
    permission: 'view',
  },
  redrive: {
    method: 'POST',
    path: 'api/dead-letters/:queue/redrive',
    permission: 'act',
  },
  purge: {
    method: 'POST',
    path: 'api/dead-letters/:queue/purge',
    permission: 'act',
  },
  operations: { method: 'GET', path: 'api/operations', permission: 'view' },
  stopOperation: {
    method: 'POST',
    path: 'api/operations/:id/stop',
    permission: 'act',
  },

  keys: { method: 'GET', path: 'api/keys', permission: 'view' },
  setKeyLimit: { method: 'POST', path: 'api/keys/:name/limit', permission: 'act' },
  unique: { method: 'GET', path: 'api/unique', permission: 'view' },

  cron: { method: 'GET', path: 'api/cron', permission: 'view' },
  runCronNow: {
    method: 'POST',
    path: 'api/cron/:name/run-now',
    permission: 'enqueue',
  },
  pauseCron: {
    method: 'POST',
    path: 'api/cron/:name/pause',
    permission: 'act',
  },
  resumeCron: {
    method: 'POST',
    path: 'api/cron/:name/resume',
    permission: 'act',
  },

  pauseQueue: {
    method: 'POST',
    path: 'api/queues/:queue/pause',
    permission: 'act',
  },
  resumeQueue: {
    method: 'POST',
    path: 'api/queues/:queue/resume',
    permission: 'act',
  },
  drainQueue: {
    method: 'POST',
    path: 'api/queues/:queue/drain',
    permission: 'act',
  },
  pauseWorker: {
    method: 'POST',
    path: 'api/workers/:worker/pause',
    permission: 'act',
  },
  resumeWorker: {
    method: 'POST',
    path: 'api/workers/:worker/resume',
    permission: 'act',
  },
  drainWorker: {
    method: 'POST',
    path: 'api/workers/:worker/drain',
    permission: 'act',
  },
} as const satisfies Readonly<Record<string, RouteShape>>

export type RouteName = keyof typeof ROUTES

interface Exchange<Query, Body, Answer, Status extends number = 200> {
  readonly query: Query
  readonly body: Body
  readonly answer: Answer
  readonly status: Status
}

// oxlint-disable-next-line typescript/no-empty-object-type
type Nothing = {}

/** What each route takes and gives. */
export interface RouteTypes {
  session: Exchange<Nothing, undefined, SessionView>
  login: Exchange<Nothing, LoginBody, SessionView>
  logout: Exchange<Nothing, Nothing, SessionView>

  overview: Exchange<Nothing, undefined, OverviewView>
  samples: Exchange<Nothing, undefined, SamplesView>
  alarms: Exchange<Nothing, undefined, AlarmsView>
  events: Exchange<LiveQuery, undefined, undefined>
  poll: Exchange<LiveQuery, undefined, PollView>
  audit: Exchange<Nothing, undefined, AuditView>

  jobs: Exchange<JobsQuery, undefined, JobsView>
  job: Exchange<Nothing, undefined, JobDetails>
  tasks: Exchange<Nothing, undefined, TasksView>
  enqueueJob: Exchange<Nothing, EnqueueBody, EnqueueAnswer>
  abortJob: Exchange<Nothing, Nothing, AbortAnswer>
  retryJob: Exchange<Nothing, Nothing, RetryAnswer>
  runJobNow: Exchange<Nothing, Nothing, RunNowAnswer>
  deleteJob: Exchange<Nothing, undefined, DeleteAnswer>
  signalJob: Exchange<Nothing, SignalBody, SignalGiven>
  stream: Exchange<StreamQuery, undefined, undefined>
  sendToInbox: Exchange<Nothing, InboxBody, InboxAnswer>
  flow: Exchange<Nothing, undefined, FlowAnswer>
  flowChildren: Exchange<FlowChildrenQuery, undefined, FlowChildrenView>
  abortFlow: Exchange<Nothing, Nothing, FlowAbortAnswer>
  retryFlow: Exchange<Nothing, Nothing, FlowRetryAnswer>

  deadLetters: Exchange<DeadLettersQuery, undefined, DeadLettersView>
  deadLetter: Exchange<Nothing, undefined, LetterDetailsView>
  redrive: Exchange<Nothing, RedriveBody, OperationView, 202>
  purge: Exchange<Nothing, PurgeBody, OperationView, 202>
  operations: Exchange<Nothing, undefined, OperationsView>
  stopOperation: Exchange<Nothing, Nothing, OperationView>

  keys: Exchange<KeysQuery, undefined, KeysView>
  setKeyLimit: Exchange<Nothing, KeyLimitBody, KeyLimitAnswer>
  unique: Exchange<UniqueQuery, undefined, UniqueView>

  cron: Exchange<CronQuery, undefined, CronView>
  runCronNow: Exchange<Nothing, Nothing, CronRunAnswer>
  pauseCron: Exchange<Nothing, Nothing, CronPauseAnswer>
  resumeCron: Exchange<Nothing, Nothing, CronPauseAnswer>

  pauseQueue: Exchange<Nothing, ControlBody, ControlAnswer>
  resumeQueue: Exchange<Nothing, ControlBody, ControlAnswer>
  drainQueue: Exchange<Nothing, ControlBody, DrainAnswer>
  pauseWorker: Exchange<Nothing, ControlBody, ControlAnswer>
  resumeWorker: Exchange<Nothing, ControlBody, ControlAnswer>
  drainWorker: Exchange<Nothing, DrainBody, DrainAnswer>
}
