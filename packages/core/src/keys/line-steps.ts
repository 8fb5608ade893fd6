import { compareTries, type JobTry, type LineState, type Place } from './line-state.js'

/** How long places are kept of which nothing is heard. */
export interface Leases {
  /** Of a job that a worker holds. */
  readonly heldMs: number
  /** Of a job whose message is on its way; also of one that a worker holds, where order counts more than time. */
  readonly sentMs: number
}

/**
 * A job whose message is on its way: as long as a message may lie in a queue. It is there, so that nobody waits for the end
 * of this time but those whose message was lost with its queue.
 */
export const SENT_LEASE_MS = 3_600_000

/** Of those who hold no places themselves. */
export const CLIENT_LEASES: Leases = { heldMs: 30_000, sentMs: SENT_LEASE_MS }

/** What somebody wants of a line. */
export type LineStep =
  /** A worker has a delivery of the job. */
  | ({
      readonly kind: 'enter'
      readonly messageId: string
      readonly token: string
      /** Who had this message may have died, and holds its place no more. */
      readonly cameBack: boolean
      /** Of its task. */
      readonly limit: number
      readonly isStrict: boolean
    } & JobTry)
  /** A client enqueues the job into the line. */
  | ({
      readonly kind: 'append'
      readonly messageId: string
      readonly limit: number
      readonly isStrict: boolean
    } & JobTry)
  /** The job has ended, or gives its place up until its next try. */
  | { readonly kind: 'leave'; readonly jobId: string; readonly token: string }
  /** The job goes on by another message, and keeps its place until that comes. */
  | {
      readonly kind: 'keep'
      readonly jobId: string
      readonly token: string
      readonly dueAtMs: number
    }
  /** It still runs. */
  | { readonly kind: 'renew'; readonly jobId: string; readonly token: string }
  /** Nothing but what is due: places that are over, jobs that can begin. */
  | { readonly kind: 'tend' }

/**
 * - `has`: the job has a place, and may run.
 * - `leftover`: a later message of the job has its place; this one finds out that it has nothing to do.
 * - `busy`: another message that says the same has its place: whether this one has anything to do shows later.
 * - `waits`: it stands in the line.
 * - `done`: what was asked for was done.
 * - `lost`: the place is somebody else's by now.
 */
export type StepAnswer = 'has' | 'leftover' | 'busy' | 'waits' | 'done' | 'lost'

/** What a step makes of a line. */
export interface Stepped {
  readonly line: LineState
  readonly answer: StepAnswer
  /** The number under which the message of the job that asked is to be written. */
  readonly appended?: number | undefined
  /** Messages in the line, if they still are, that are of no more use. */
  readonly forgotten?: readonly Forgotten[] | undefined
}

export type Forgotten = Pick<Place, 'number' | 'parts'>

export interface Circumstances {
  readonly nowMs: number
  readonly leases: Leases
  /** What was set for this key while workers run; absent: the task's. */
  readonly setLimit: number | undefined
}

/** Places of which it is to be asked whether their message still lies in the line: nobody may have published it. */
export const doubtful = (
  { places }: LineState,
  { nowMs, leases }: Pick<Circumstances, 'nowMs' | 'leases'>,
): readonly Place[] =>
  places.filter(
    ({ number, token, givenAtMs = 0, untilMs }) =>
      number !== undefined &&
      token === undefined &&
      (givenAtMs + leases.heldMs <= nowMs || untilMs <= nowMs),
  )

/**
 * Takes away the places that are over. One whose message still lies in the line was never sent, and is given anew.
 * @param unsent of {@link doubtful}, those whose message is there
 */
export function prune(
  line: LineState,
  unsent: readonly Place[],
  { nowMs, leases }: Pick<Circumstances, 'nowMs' | 'leases'>,
): Pick<Stepped, 'line' | 'forgotten'> {
  const over = line.places.filter((place) => place.untilMs <= nowMs && !unsent.includes(place))
  if (over.length === 0 && unsent.length === 0) return { line }
  const places = line.places
    .filter((place) => !over.includes(place))
    .map((place) =>
      unsent.includes(place)
        ? { ...place, givenAtMs: nowMs, untilMs: nowMs + leases.sentMs }
        : place,
    )
  return { line: { ...line, places }, forgotten: over.map(forgottenOf) }
}

/**
 * What one step makes of a line without places that are over. Pure.
 * @param isInLine whether the job that asks stands in the line already
 */
export function take(
  line: LineState,
  step: LineStep,
  isInLine: boolean,
  circumstances: Circumstances,
): Stepped {
  switch (step.kind) {
    case 'enter':
      return enter(withLimit(line, step), step, isInLine, circumstances)
    case 'append':
      return isInLine ? { line, answer: 'waits' } : appended(withLimit(line, step))
    case 'leave':
      return leave(line, step)
    case 'keep':
      return keep(line, step, circumstances)
    case 'renew':
      return renew(line, step, circumstances)
    case 'tend':
      return { line, answer: 'done' }
  }
}

/** How many of the line can be given a place. */
export function roomIn(line: LineState, { setLimit }: Pick<Circumstances, 'setLimit'>): number {
  return Math.max(limitOf(line, setLimit) - line.places.length, 0)
}

/** The limit that holds for a line. */
export function limitOf({ limit, isStrict }: LineState, setLimit: number | undefined): number {
  const wanted = setLimit ?? limit
  return isStrict ? Math.min(wanted, 1) : wanted
}

/** The first of the line gets a place, while its message is on its way. */
export function give(
  line: LineState,
  { jobId, enqueueTime, jobTry, turn, parts }: JobTry & Pick<Place, 'parts'>,
  { nowMs, leases }: Circumstances,
): LineState {
  const place = {
    ...{ jobId, enqueueTime, jobTry, turn, number: line.head, parts, givenAtMs: nowMs },
    untilMs: nowMs + leases.sentMs,
  }
  // It may hold one already, by an earlier message that finds out that it has nothing to do.
  const others = line.places.filter((other) => other.jobId !== jobId)
  return { ...line, head: line.head + 1, places: [...others, place] }
}

type Step<K extends LineStep['kind']> = Extract<LineStep, { readonly kind: K }>

function enter(
  line: LineState,
  step: Step<'enter'>,
  isInLine: boolean,
  circumstances: Circumstances,
): Stepped {
  const { jobId, enqueueTime, jobTry, turn, token, cameBack } = step
  const job = { jobId, enqueueTime, jobTry, turn }
  const untilMs = heldUntil(line, circumstances)
  const place = placeOf(line, jobId)
  if (place) {
    const order = compareTries(step, place) ?? 1
    if (order < 0) return { line, answer: 'leftover' }
    if (order === 0 && place.token !== undefined && !cameBack) return { line, answer: 'busy' }
    const taken = replaced(line, place, { ...job, token, untilMs })
    return { line: taken, answer: 'has', forgotten: [forgottenOf(place)] }
  }
  if (isInLine) return { line, answer: 'waits' }
  const isFirst = line.head === line.tail && roomIn(line, circumstances) > 0
  if (!isFirst) return appended(line)
  const places = [...line.places, { ...job, token, untilMs }]
  return { line: { ...line, places }, answer: 'has' }
}

function appended(line: LineState): Stepped {
  return { line: { ...line, tail: line.tail + 1 }, answer: 'waits', appended: line.tail }
}

function leave(line: LineState, { jobId, token }: Step<'leave'>): Stepped {
  const place = held(line, jobId, token)
  if (!place) return { line, answer: 'lost' }
  const places = line.places.filter((other) => other !== place)
  return { line: { ...line, places }, answer: 'done' }
}

function keep(
  line: LineState,
  { jobId, token, dueAtMs }: Step<'keep'>,
  { nowMs, leases }: Circumstances,
): Stepped {
  const place = held(line, jobId, token)
  if (!place) return { line, answer: 'lost' }
  const untilMs = Math.max(nowMs, dueAtMs) + leases.sentMs
  return { line: replaced(line, place, { ...place, untilMs }), answer: 'done' }
}

function renew(
  line: LineState,
  { jobId, token }: Step<'renew'>,
  circumstances: Circumstances,
): Stepped {
  const place = held(line, jobId, token)
  if (!place) return { line, answer: 'lost' }
  const untilMs = heldUntil(line, circumstances)
  return { line: replaced(line, place, { ...place, untilMs }), answer: 'done' }
}

const heldUntil = ({ isStrict }: LineState, { nowMs, leases }: Circumstances): number =>
  nowMs + (isStrict ? Math.max(leases.heldMs, leases.sentMs) : leases.heldMs)

const withLimit = (line: LineState, { limit, isStrict }: Step<'enter' | 'append'>): LineState =>
  line.limit === limit && line.isStrict === isStrict ? line : { ...line, limit, isStrict }

const placeOf = ({ places }: LineState, jobId: string): Place | undefined =>
  places.find((place) => place.jobId === jobId)

function held(line: LineState, jobId: string, token: string): Place | undefined {
  const place = placeOf(line, jobId)
  return place?.token === token ? place : undefined
}

const replaced = (line: LineState, before: Place, after: Place): LineState => ({
  ...line,
  places: line.places.map((place) => (place === before ? after : place)),
})

const forgottenOf = ({ number, parts }: Place): Forgotten => ({ number, parts })
