import { parsedObject } from './parsed-object.js'
import type { LineRate } from './rate-state.js'

/** Which message of a job it is. */
export interface JobTry {
  readonly jobId: string
  /** Jobs that follow each other may share an id. */
  readonly enqueueTime: string
  readonly jobTry: number
  /** How often the job was suspended before, see `Turn`. */
  readonly turn: number
}

/** Whether a message is of the same job, and follows another one: more than 0, is as it: 0, or comes before: less. */
export function compareTries(one: JobTry, other: JobTry): number | undefined {
  if (one.jobId !== other.jobId || one.enqueueTime !== other.enqueueTime) return undefined
  return one.jobTry - other.jobTry || one.turn - other.turn
}

/** A place under the limit of a key. It belongs to a job; whoever runs the job names its hold of it by a token. */
export interface Place extends JobTry {
  /** From then on it is free for whoever needs it. */
  readonly untilMs: number
  /** Who holds it; absent: the job's message is on its way to a worker. */
  readonly token?: string | undefined
  /** Where in the line its message lies, until that was published; then what is there no more. */
  readonly number?: number | undefined
  /** How many entries its message there takes. */
  readonly parts?: number | undefined
  /** When it was given to the job that {@link number} names. */
  readonly givenAtMs?: number | undefined
  /** Under a rate: its job has a start, and has not begun. */
  readonly hasStart?: boolean | undefined
  /** Under a rate: when its message is handed out, by the clock of the store; until then it has no start. */
  readonly dueAtMs?: number | undefined
}

/** How many jobs wait, by the queue that each of them comes from. */
export type WaitingByQueue = Readonly<Record<string, number>>

/** What is agreed of one key: who holds its places, and from where to where its line is. */
export interface LineState {
  /** The limit that the task of the last job had; absent: as many run at once as its rate lets begin. */
  readonly limit?: number | undefined
  readonly isStrict: boolean
  /** The number of the first waiting job. */
  readonly head: number
  /** The number that the next one gets. */
  readonly tail: number
  readonly places: readonly Place[]
  /** Absent: the task has none. */
  readonly rate?: LineRate | undefined
  readonly queues: WaitingByQueue
}

const EMPTY_LINE: LineState = {
  ...{ limit: 1, isStrict: false, head: 0, tail: 0 },
  ...{ places: [], queues: {} },
}

export const waitingIn = ({ head, tail }: Pick<LineState, 'head' | 'tail'>): number => tail - head

/** Nothing runs and nothing waits: there is nothing to keep. */
export const isIdle = (line: LineState): boolean =>
  line.places.length === 0 && line.head === line.tail && line.rate === undefined

export const encodeLine = (line: LineState): string => {
  const { limit, isStrict, head, tail, places, rate, queues } = line
  return JSON.stringify({ v: 1, limit, strict: isStrict, head, tail, places, rate, queues })
}

/** What is none of ours is an empty line: its jobs come again, or are lost as with any store that loses what it had. */
export function decodeLine(text: string | undefined): LineState {
  const found = text === undefined ? undefined : parsedObject(text)
  if (found?.['v'] !== 1) return EMPTY_LINE
  const places: readonly unknown[] = Array.isArray(found['places']) ? found['places'] : []
  return {
    limit: typeof found['limit'] === 'number' ? found['limit'] : undefined,
    isStrict: found['strict'] === true,
    head: numberOf(found['head'], 0),
    tail: numberOf(found['tail'], 0),
    places: places as readonly Place[],
    // As places: written by encodeLine.
    rate: found['rate'] as LineRate | undefined,
    queues: decodeWaiting(found['queues']),
  }
}

/** The counts of a text. */
export function decodeWaiting(found: unknown): WaitingByQueue {
  const counts: readonly [string, unknown][] =
    typeof found === 'object' && found !== null ? Object.entries(found) : []
  return Object.fromEntries(counts.map(([queueName, count]) => [queueName, numberOf(count, 0)]))
}

/** Those that count none are absent. */
export function waitingByQueueAfter(
  queues: WaitingByQueue,
  changes: readonly (readonly [queueName: string, change: number])[],
): WaitingByQueue {
  if (changes.length === 0) return queues
  const counts = new Map(Object.entries(queues))
  for (const [queueName, change] of changes) {
    counts.set(queueName, (counts.get(queueName) ?? 0) + change)
  }
  return Object.fromEntries([...counts].filter(([, count]) => count > 0))
}

export const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise
