import type { RemoteError } from '../errors/job-errors.js'
import type { Entry } from '../ports/entry-store.js'

/** What an entry says of a step: as JSON, moments in milliseconds since 1970. */
export type StepRecord =
  /** It has ended; its result is given to every later run. */
  | (StepTimes & {
      readonly state: 'completed'
      /** Absent: the step gave `undefined`. */
      readonly result?: unknown
    })
  /** Its last permitted try failed. Another try of the job runs it anew; this one throws the error again. */
  | (StepTimes & {
      readonly state: 'failed'
      readonly jobTry: number
      readonly error: StepError
    })
  /** A try of it failed, and the next one is due at `untilMs`. */
  | (StepTimes & {
      readonly state: 'retrying'
      readonly jobTry: number
      readonly untilMs: number
      readonly error: StepError
    })
  /** `ctx.sleep`: over at `untilMs`. */
  | { readonly state: 'sleeping'; readonly beganMs: number; readonly untilMs: number }

interface StepTimes {
  readonly beganMs: number
  readonly endedMs: number
  /** How often it was tried in this run of tries, from 1. */
  readonly tries: number
}

/** What is kept of an error that a step threw. */
export interface StepError extends RemoteError {
  /** Whether it may go away by itself. */
  readonly retryable: boolean
}

const PREFIX = 'step:'

/** The name of a step's entry among those of its job. */
export const stepEntryName = (name: string): string => `${PREFIX}${name}`

/** Which step an entry is of; `undefined`: it is of something else. */
export const stepOfEntry = (entryName: string): string | undefined =>
  entryName.startsWith(PREFIX) ? entryName.slice(PREFIX.length) : undefined

export const encodeStep = (step: StepRecord): string => JSON.stringify(step)

export const decodeStep = ({ text }: Pick<Entry, 'text'>): StepRecord =>
  JSON.parse(text) as StepRecord

/** A step of a job, for people. */
export interface StepInfo {
  /** With its number, where the name is used more than once. */
  readonly name: string
  readonly state: StepRecord['state'] | 'slept'
  readonly began: Date
  /** When its last try ended; of a `ctx.sleep`, when it is over. */
  readonly ended: Date
  readonly durationMs: number
  /** 0: of a `ctx.sleep`. */
  readonly tries: number
  readonly error?: string | undefined
  /** When its next try is due. */
  readonly until?: Date | undefined
}

/** The steps among the entries of a job, in the order in which they began. */
export function stepsAmong(
  entries: ReadonlyMap<string, Entry>,
  nowMs: number,
): readonly StepInfo[] {
  const steps = [...entries].flatMap(([entryName, entry]) => {
    const name = stepOfEntry(entryName)
    return name === undefined ? [] : [stepInfo(name, decodeStep(entry), nowMs)]
  })
  return steps.sort(
    (a, b) => a.began.getTime() - b.began.getTime() || a.ended.getTime() - b.ended.getTime(),
  )
}

function stepInfo(name: string, step: StepRecord, nowMs: number): StepInfo {
  const began = new Date(step.beganMs)
  if (step.state === 'sleeping') {
    const { beganMs, untilMs } = step
    const state = untilMs <= nowMs ? 'slept' : 'sleeping'
    const ended = new Date(untilMs)
    return { name, state, began, ended, durationMs: untilMs - beganMs, tries: 0, until: ended }
  }
  const { state, beganMs, endedMs, tries } = step
  const shared = {
    name,
    state,
    began,
    ended: new Date(endedMs),
    tries,
    durationMs: endedMs - beganMs,
  }
  if (state === 'completed') return shared
  const error = `${step.error.name}: ${step.error.message}`
  return step.state === 'retrying'
    ? { ...shared, error, until: new Date(step.untilMs) }
    : { ...shared, error }
}
