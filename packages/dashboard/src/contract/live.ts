import type { ActView } from './audit.js'
import type { OperationView } from './dead-letters.js'
import type { JobDetails } from './jobs.js'
import type { AlarmsView, OverviewView, Sample } from './overview.js'

/**
 * Query of `GET api/events` (server-sent events) and of `GET api/poll`, its fallback. To watch something else, open the
 * connection anew: there is one at a time.
 */
export interface LiveQuery {
  /** Separated by commas. Default: `overview,samples,operations,acts`. */
  readonly topics?: string
  /** Id of the job that the topic `job` is about. */
  readonly job?: string
}

export const LIVE_TOPICS = ['overview', 'samples', 'alarms', 'operations', 'acts', 'job'] as const

export type LiveTopic = (typeof LIVE_TOPICS)[number]

/**
 * What an event carries, as JSON in `data`, without a name of the event: `onmessage` gets it. Each is a whole state, not a
 * change of one, so that one that was missed does no harm. The first of each topic comes at once.
 */
export type LiveEvent =
  | { readonly type: 'overview'; readonly overview: OverviewView }
  /** A new moment of the charts; those before are in `GET api/samples`. */
  | { readonly type: 'sample'; readonly sample: Sample }
  | { readonly type: 'alarms'; readonly alarms: AlarmsView }
  /** A redrive or a purge has begun, come further or ended. */
  | { readonly type: 'operation'; readonly operation: OperationView }
  /** Somebody did something. */
  | { readonly type: 'act'; readonly act: ActView }
  | { readonly type: 'job'; readonly details: JobDetails }
  /** The job of the topic `job` has no record (any more). */
  | { readonly type: 'jobGone'; readonly jobId: string }
  /** Something could not be looked at; the connection stays, and it is tried again. */
  | {
      readonly type: 'trouble'
      readonly topic: LiveTopic
      readonly code: string
      readonly message: string
    }

/** `GET api/poll`: the latest event of each topic. The same events, asked for every `pollEveryMs` of the session. */
export interface PollView {
  readonly events: readonly LiveEvent[]
}
