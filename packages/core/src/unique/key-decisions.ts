import type { KeyedJob, KeyState, OpenJob } from './key-state.js'
import type { UniqueCall } from './unique-options.js'

/**
 * A message that is overdue for so long may be gone, with a queue that was purged: the next call sends another one. One too
 * many does no harm.
 */
const TICK_OVERDUE_MS = 60_000

/**
 * A job that waits for the end of another one looks again after this time, should nobody have told it: the other one's
 * message may be gone. Nearly always it is told at once.
 */
const LOOK_AGAIN_MS = 30_000

/** What becomes of a call. */
export interface Offered {
  /** `new`: its job; `replaced`: the job that waits has its arguments now; `dropped`: another job stands for it. */
  readonly kind: 'new' | 'replaced' | 'dropped'
  readonly job: KeyedJob
  /** Absent: nothing is to be written. */
  readonly next: KeyState | undefined
  /** A message has to be sent, and confirmed, before the call is answered. */
  readonly tick: OpenJob | undefined
}

/** @param own the job that the call would be, with its arguments */
export function decideOffer(
  state: KeyState,
  call: UniqueCall,
  own: OpenJob,
  nowMs: number,
): Offered {
  const { waiting, running, last } = state
  if (call.mode === 'drop') {
    const stands = waiting ?? running ?? recent(last, call, nowMs)
    if (stands) {
      const tick = waiting && needsTick(waiting, nowMs) ? waiting : undefined
      return { kind: 'dropped', job: stands, next: undefined, tick }
    }
  }
  const { mode, windowMs, maxWaitMs = Infinity } = call
  if (waiting) {
    const isPushed = mode === 'replace'
    const dueMs = isPushed ? Math.min(nowMs + windowMs, waiting.firstMs + maxWaitMs) : waiting.dueMs
    const job = { ...waiting, dueMs, calls: waiting.calls + 1, payload: own.payload }
    const tick = needsTick(job, nowMs) ? job : undefined
    return { kind: 'replaced', job, next: { ...state, waiting: job }, tick }
  }
  const waitMs = mode === 'replace' ? Math.min(windowMs, maxWaitMs) : 0
  const job = { ...own, dueMs: nowMs + waitMs }
  return { kind: 'new', job, next: { ...state, waiting: job }, tick: job }
}

const recent = (
  last: KeyedJob | undefined,
  { windowMs }: UniqueCall,
  nowMs: number,
): KeyedJob | undefined => (last && nowMs < last.firstMs + windowMs ? last : undefined)

const needsTick = ({ tickedMs, dueMs }: OpenJob, nowMs: number): boolean =>
  tickedMs === undefined || nowMs - Math.max(tickedMs, dueMs) >= TICK_OVERDUE_MS

/** The message of this job was confirmed. `undefined`: that is of no interest any more. */
export function decideTicked(state: KeyState, jobId: string, nowMs: number): KeyState | undefined {
  const { waiting } = state
  if (waiting?.jobId !== jobId) return undefined
  return { ...state, waiting: { ...waiting, tickedMs: nowMs } }
}

/** What a worker does with the message of a job. */
export type Taken =
  /** It runs it with this; `undefined`: with what the message says. */
  | { readonly kind: 'run'; readonly job: OpenJob | undefined; readonly next: KeyState | undefined }
  /** It is not to start before. */
  | { readonly kind: 'later'; readonly dueMs: number }
  /** It has ended, or has never been. */
  | { readonly kind: 'over' }

/** The message of a job, as a worker got it. */
export interface Tick extends KeyedJob {
  /** It brings the first start of the job: not a further try, nor what goes on with a job that was suspended. */
  readonly isFirst: boolean
  readonly messageId: string | undefined
}

/** @param own what stands for the job where its state is lost */
export function decideTake(state: KeyState, tick: Tick, own: () => OpenJob, nowMs: number): Taken {
  const { waiting, running, last } = state
  const { jobId, messageId: takenBy } = tick
  if (running?.jobId === jobId) {
    // Of several first messages one has it, and comes again should its worker die.
    if (!tick.isFirst || running.takenBy === takenBy)
      return { kind: 'run', job: running, next: undefined }
    if (running.takenBy !== undefined) return { kind: 'over' }
    const taken = { ...running, takenBy }
    return { kind: 'run', job: taken, next: { ...state, running: taken } }
  }
  if (last?.jobId === jobId) return { kind: 'over' }
  const isNext = waiting?.jobId === jobId
  // What was lost with the data of the store runs as its message says; a further try may have outlived the state.
  const isLost = !waiting && !running && (!tick.isFirst || !last)
  if (!isNext && !isLost && tick.isFirst) return { kind: 'over' }
  if (running) return { kind: 'later', dueMs: nowMs + LOOK_AGAIN_MS }
  if (!isNext)
    return { kind: 'run', job: undefined, next: { ...state, running: { ...own(), takenBy } } }
  if (waiting.dueMs > nowMs) return { kind: 'later', dueMs: waiting.dueMs }
  const taken = { ...waiting, takenBy }
  return { kind: 'run', job: taken, next: { ...state, waiting: undefined, running: taken } }
}

/**
 * The worker that got the message of a job cannot start it, and puts the message off: what has its place is another
 * message. `undefined`: nobody had taken it.
 */
export function decideUntaken(state: KeyState, jobId: string): KeyState | undefined {
  const { running } = state
  if (running?.jobId !== jobId) return undefined
  return { ...state, running: { ...running, takenBy: undefined } }
}

/** The end of a job is settled; the other one, if any, may start. `undefined`: it is not in the state any more. */
export function decideRelease(state: KeyState, jobId: string): KeyState | undefined {
  const { waiting, running } = state
  const ended = [running, waiting].find((job) => job?.jobId === jobId)
  if (!ended) return undefined
  const { enqueueTime, queueName, firstMs } = ended
  return {
    waiting: waiting?.jobId === jobId ? undefined : waiting,
    running: running?.jobId === jobId ? undefined : running,
    last: { jobId, enqueueTime, queueName, firstMs },
  }
}
