import type {
  ActView,
  AlarmsView,
  JobDetails,
  LiveEvent,
  OperationView,
  OverviewView,
  Sample,
} from '../../../src/contract/index.js'

/** What is known of now, put together from the events that came. */
export interface LiveState {
  readonly overview: OverviewView | undefined
  readonly samples: readonly Sample[]
  readonly alarms: AlarmsView | undefined
  /** Those that run and those that have just ended, the newest first. */
  readonly operations: readonly OperationView[]
  /** The newest first. */
  readonly acts: readonly ActView[]
  /** Of the job that is watched. */
  readonly job: JobDetails | undefined
  /** The id of a watched job that has no record (any more). */
  readonly goneJob: string | undefined
  /** What could not be looked at, by topic, in words. */
  readonly troubles: Readonly<Record<string, string>>
}

export const NOTHING_YET: LiveState = {
  overview: undefined,
  samples: [],
  alarms: undefined,
  operations: [],
  acts: [],
  job: undefined,
  goneJob: undefined,
  troubles: {},
}

// An hour of samples, one every five seconds: a chart shows no more points than it has pixels.
const MOST_SAMPLES = 720
const MOST_ACTS = 50
const MOST_OPERATIONS = 20

/** The state after one more event. Each event is whole, so one that was missed or comes twice does no harm. */
export function afterEvent(state: LiveState, event: LiveEvent): LiveState {
  switch (event.type) {
    case 'overview':
      return { ...without(state, 'overview'), overview: event.overview }
    case 'sample':
      return { ...without(state, 'samples'), samples: withSample(state.samples, event.sample) }
    case 'alarms':
      return { ...without(state, 'alarms'), alarms: event.alarms }
    case 'operation':
      return {
        ...without(state, 'operations'),
        operations: withOperation(state.operations, event.operation),
      }
    case 'act':
      return { ...state, acts: withAct(state.acts, event.act) }
    case 'job':
      return { ...without(state, 'job'), job: event.details, goneJob: undefined }
    case 'jobGone':
      return { ...without(state, 'job'), goneJob: event.jobId }
    case 'trouble':
      return { ...state, troubles: { ...state.troubles, [event.topic]: event.message } }
  }
}

/** The samples that were there before, and those that have come since. */
export function withEarlierSamples(state: LiveState, earlier: readonly Sample[]): LiveState {
  return { ...state, samples: state.samples.reduce(withSample, earlier) }
}

function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last && last.at >= sample.at) return samples
  return [...samples, sample].slice(-MOST_SAMPLES)
}

function withOperation(operations: readonly OperationView[], operation: OperationView) {
  const isKnown = operations.some(({ id }) => id === operation.id)
  if (!isKnown) {
    return [operation, ...operations]
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
      .slice(0, MOST_OPERATIONS)
  }
  return operations.map((known) => (known.id === operation.id ? operation : known))
}

function withAct(acts: readonly ActView[], act: ActView): readonly ActView[] {
  const isKnown = acts.some(
    ({ at, action, target }) => at === act.at && action === act.action && target === act.target,
  )
  if (isKnown) return acts
  return [act, ...acts].sort((a, b) => b.at.localeCompare(a.at)).slice(0, MOST_ACTS)
}

function without(state: LiveState, topic: string): LiveState {
  if (!(topic in state.troubles)) return state
  const troubles = Object.entries(state.troubles).filter(([name]) => name !== topic)
  return { ...state, troubles: Object.fromEntries(troubles) }
}
