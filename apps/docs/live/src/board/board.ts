import { SLOTS, type WorkerName } from '../world/names.js'

/** Where a job is. `running`: a worker has it in a slot; the last three are its end. */
export type Place = 'delayed' | 'queue' | 'running' | 'ended' | 'aborted' | 'dead'

export interface BoardJob {
  readonly jobId: string
  /** What the reader calls it by. */
  readonly number: number
  readonly task: string
  readonly place: Place
  /** Handed out to this worker, which has no free slot yet. */
  readonly heldBy: WorkerName | undefined
  /** When it is due, by the clock of the page. */
  readonly dueAtMs: number | undefined
  /** The attempt that runs or ran last, from 1. */
  readonly jobTry: number
  /** How often a worker began it: more than its tries where a worker was lost. */
  readonly starts: number
  /** It came back from a worker that did not acknowledge it. */
  readonly hasComeBack: boolean
  readonly result: string | undefined
  readonly error: string | undefined
  /** One of a crowd: the log counts it, and does not tell of it. */
  readonly isOfCrowd: boolean
}

/** A job in a slot. */
interface Run {
  readonly name: WorkerName
  readonly jobId: string
  /** 0 to 1. */
  readonly progress: number
}

export type WorkerState = 'off' | 'working' | 'stopping' | 'dead'

export interface BoardWorker {
  readonly name: WorkerName
  readonly state: WorkerState
  readonly isCut: boolean
}

/** All that the reader sees, beside the log. */
export interface Board {
  /** By id, in the order in which they were seen first. */
  readonly jobs: ReadonlyMap<string, BoardJob>
  readonly runs: readonly Run[]
  readonly workers: Readonly<Record<WorkerName, BoardWorker>>
  readonly isClientCut: boolean
  readonly lastNumber: number
  /** So many of the jobs to come are of a crowd. */
  readonly crowd: number
}

const OFF = SLOTS.map((name): [WorkerName, BoardWorker] => [
  name,
  { name, state: 'off', isCut: false },
])

export const EMPTY_BOARD: Board = {
  jobs: new Map(),
  runs: [],
  // Each name has its worker.
  workers: Object.fromEntries(OFF) as Record<WorkerName, BoardWorker>,
  isClientCut: false,
  lastNumber: 0,
  crowd: 0,
}

export const isFinal = ({ place }: BoardJob): boolean =>
  place === 'ended' || place === 'aborted' || place === 'dead'

export const jobsAt = ({ jobs }: Board, place: Place): readonly BoardJob[] =>
  [...jobs.values()].filter((job) => job.place === place)
