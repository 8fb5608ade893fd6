import {
  isCounted,
  isVoid,
  putOffUntil,
  startsFree,
  untilMoment,
  withoutVoid,
  withRate,
  withStart,
  withUsage,
} from './line-rate.js'
import { compareTries, type JobTry, type LineState, type Place } from './line-state.js'
import type { Circumstances, Forgotten, LineStep, Stepped, TaskLimits } from './line-step.js'
import type { PutOffMessage } from './rate-state.js'

/** Places of which it is to be asked whether their message still lies in the line: nobody may have published it. */
export const doubtful = <P extends Place>(
  { places }: { readonly places: readonly P[] },
  { time, leases }: Pick<Circumstances, 'time' | 'leases'>,
): readonly P[] =>
  places.filter(
    ({ number, token, givenAtMs = 0, untilMs }) =>
      number !== undefined &&
      token === undefined &&
      (givenAtMs + leases.heldMs <= time.earliestMs || untilMs <= time.earliestMs),
  )

/**
 * Places of which nothing was heard for the lease of a job that a worker holds, though theirs is longer: their jobs may have
 * ended, and nobody could free them.
 */
export const silentIn = <P extends Place>(
  { places, isStrict }: { readonly places: readonly P[]; readonly isStrict: boolean },
  { time, leases }: Pick<Circumstances, 'time' | 'leases'>,
): readonly P[] =>
  places.filter(
    ({ token, untilMs }) =>
      (isStrict || token === undefined) &&
      untilMs - leases.sentMs + leases.heldMs <= time.earliestMs,
  )

/**
 * Takes away the places that are over. One whose message still lies in the line was never sent, and is given anew.
 * @param unsent of {@link doubtful}, those whose message is there
 */
export function prune(
  line: LineState,
  unsent: readonly Place[],
  circumstances: Circumstances,
): Pick<Stepped, 'line' | 'forgotten'> {
  const { leases } = circumstances
  const nowMs = circumstances.time.earliestMs
  const over = line.places.filter((place) => place.untilMs <= nowMs && !unsent.includes(place))
  if (over.length === 0 && unsent.length === 0) return { line }
  const places = line.places
    .filter((place) => !over.includes(place))
    .map((place) =>
      unsent.includes(place)
        ? { ...place, givenAtMs: nowMs, untilMs: nowMs + leases.sentMs }
        : place,
    )
  // They may have begun, up to now.
  const counted = over
    .filter(({ hasStart }) => hasStart)
    .reduce((next) => withStart(next, circumstances), line)
  return { line: { ...counted, places }, forgotten: over.map(forgottenOf) }
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
    case 'begin':
      return begin(line, step, circumstances)
    case 'use':
      return { line: withUsage(withRule(line, step), step.amounts, circumstances), answer: 'done' }
    case 'leave':
      return leave(line, step, circumstances)
    case 'keep':
      return keep(line, step, circumstances)
    case 'renew':
      return renew(line, step, circumstances)
    case 'ended':
      return ended(line, step)
    case 'tend':
    case 'release':
      return { line, answer: 'done' }
  }
}

/** How many of the line can be given a place. */
export function roomIn(line: LineState, circumstances: Circumstances): number {
  if (circumstances.releases === true) return Infinity
  // Those that were put off come first.
  const starts = startsFree(line, circumstances) - line.places.filter(isPutOff).length
  return Math.max(Math.min(placesFree(line, circumstances), starts), 0)
}

/** How many more may run at once. */
export const placesFree = (line: LineState, { setLimit }: Circumstances): number =>
  limitOf(line, setLimit) - line.places.length

export const isPutOff = ({ dueAtMs }: Place): boolean => dueAtMs !== undefined

/** The limit that holds for a line; `Infinity`: none. */
export function limitOf({ limit, isStrict }: LineState, setLimit: number | undefined): number {
  const wanted = limit === undefined ? Infinity : (setLimit ?? limit)
  return isStrict ? Math.min(wanted, 1) : wanted
}

/** The first of the line gets a place, while its message is on its way. */
export function give(
  line: LineState,
  { jobId, enqueueTime, jobTry, turn, parts }: JobTry & Pick<Place, 'parts'>,
  circumstances: Circumstances,
): LineState {
  const { leases } = circumstances
  const nowMs = circumstances.time.earliestMs
  const place = {
    ...{ jobId, enqueueTime, jobTry, turn, number: line.head, parts, givenAtMs: nowMs },
    untilMs: nowMs + leases.sentMs,
    ...(isCounted(line, circumstances) && { hasStart: true }),
  }
  // It may hold one already, by an earlier message that finds out that it has nothing to do.
  const others = line.places.filter((other) => other.jobId !== jobId)
  return { ...line, head: line.head + 1, places: [...others, place] }
}

/**
 * The first of the line gets a place for later, when there is a start for it. Its message stays where it is.
 * @param dueAtMs by the clock of the store
 */
export function giveLater(
  line: LineState,
  job: JobTry & Pick<Place, 'parts'>,
  dueAtMs: number,
  circumstances: Circumstances,
): LineState {
  const given = give(line, job, circumstances)
  return putOff(given, job.jobId, { dueAtMs }, circumstances)
}

/** The place of a job whose message is handed out at another moment. */
export function putOff(
  line: LineState,
  jobId: string,
  { dueAtMs }: Pick<PutOffMessage, 'dueAtMs'>,
  circumstances: Circumstances,
): LineState {
  const { leases } = circumstances
  const nowMs = circumstances.time.earliestMs
  const givenAtMs = nowMs + untilMoment(dueAtMs, circumstances)
  const places = line.places.map((place) =>
    place.jobId === jobId
      ? {
          ...place,
          ...{ token: undefined, hasStart: undefined, dueAtMs, givenAtMs },
          untilMs: givenAtMs + leases.sentMs,
        }
      : place,
  )
  return { ...line, places }
}

type Step<K extends LineStep['kind']> = Extract<LineStep, { readonly kind: K }>

function enter(
  line: LineState,
  step: Step<'enter'>,
  isInLine: boolean,
  circumstances: Circumstances,
): Stepped {
  const { jobId, enqueueTime, jobTry, turn, token, cameBack, putOffUntilMs } = step
  const isSuspect = step.isSuspect === true
  const job = { jobId, enqueueTime, jobTry, turn }
  const untilMs = heldUntil(line, circumstances)
  const message = putOffUntilMs === undefined ? undefined : { jobId, dueAtMs: putOffUntilMs }
  if (message && isVoid(line, message)) return { line: withoutVoid(line, message), answer: 'void' }
  const hasStart = isCounted(line, circumstances) || undefined
  const answer = hasStart ? 'starts' : line.limit === undefined ? 'free' : 'has'
  const place = placeOf(line, jobId)
  if (place) {
    const order = compareTries(step, place) ?? 1
    if (order < 0) return { line, answer: 'leftover' }
    if (order === 0 && place.token !== undefined && !cameBack) return { line, answer: 'busy' }
    if (place.hasStart !== true && !isSuspect && startsFree(line, circumstances) === 0) {
      const dueAtMs = putOffUntil(line, circumstances)
      const { number, parts } = place
      const waiting = replaced(line, place, { ...job, number, parts, untilMs })
      return { line: putOff(waiting, jobId, { dueAtMs }, circumstances), answer: 'early', dueAtMs }
    }
    const taken =
      answer === 'free'
        ? without(line, place)
        : replaced(line, place, { ...job, token, untilMs, hasStart })
    return { line: taken, answer, forgotten: [forgottenOf(place)] }
  }
  if (isInLine) return { line, answer: 'waits' }
  const hasRoom = isSuspect
    ? placesFree(line, circumstances) > 0
    : line.head === line.tail && roomIn(line, circumstances) > 0
  const isFirst = circumstances.givesApart !== true && hasRoom
  if (!isFirst) return appended(line)
  if (answer === 'free') return { line, answer }
  const places = [...line.places, { ...job, token, untilMs, hasStart }]
  return { line: { ...line, places }, answer }
}

function appended(line: LineState): Stepped {
  return { line: { ...line, tail: line.tail + 1 }, answer: 'waits', appended: line.tail }
}

/** From now on its start counts by itself; a place that was for nothing else is free. */
function begin(
  line: LineState,
  { jobId, token }: Step<'begin'>,
  circumstances: Circumstances,
): Stepped {
  const place = held(line, jobId, token)
  if (!place) return { line, answer: 'lost' }
  const counted = startedIn(line, place, true, circumstances)
  return { line: line.limit === undefined ? without(counted, place) : counted, answer: 'done' }
}

/** What a place says of its start is said by the rate from now on; a start without a run is given back. */
function startedIn(
  line: LineState,
  place: Place,
  hasBegun: boolean | undefined,
  circumstances: Circumstances,
): LineState {
  if (place.hasStart !== true) return line
  const counted = hasBegun === true ? withStart(line, circumstances) : line
  const places = counted.places.map((each) =>
    each.jobId === place.jobId ? { ...each, hasStart: undefined } : each,
  )
  return { ...counted, places }
}

function leave(
  line: LineState,
  { jobId, token, hasBegun }: Step<'leave'>,
  circumstances: Circumstances,
): Stepped {
  const place = held(line, jobId, token)
  if (!place) return { line, answer: 'lost' }
  return { line: without(startedIn(line, place, hasBegun, circumstances), place), answer: 'done' }
}

function ended(line: LineState, { jobId, enqueueTime }: Step<'ended'>): Stepped {
  const place = placeOf(line, jobId)
  if (place?.enqueueTime !== enqueueTime) return { line, answer: 'lost' }
  const places = line.places.filter((other) => other !== place)
  return { line: { ...line, places }, answer: 'done', forgotten: [forgottenOf(place)] }
}

function keep(
  line: LineState,
  { jobId, token, inMs, hasBegun }: Step<'keep'>,
  circumstances: Circumstances,
): Stepped {
  const place = held(line, jobId, token)
  if (!place) return { line, answer: 'lost' }
  const { leases } = circumstances
  const nowMs = circumstances.time.earliestMs
  const untilMs = nowMs + Math.max(inMs, 0) + leases.sentMs
  const kept = startedIn(line, place, hasBegun, circumstances)
  const places = kept.places.map((each) => (each.jobId === jobId ? { ...each, untilMs } : each))
  return { line: { ...kept, places }, answer: 'done' }
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

const heldUntil = ({ isStrict }: LineState, { time, leases }: Circumstances): number =>
  time.earliestMs + (isStrict ? Math.max(leases.heldMs, leases.sentMs) : leases.heldMs)

const withLimit = (line: LineState, { limit, isStrict, rate }: TaskLimits): LineState =>
  withRate({ ...line, limit, isStrict }, rate)

/** The line of a job that holds no place any more may have been forgotten. */
const withRule = (line: LineState, { rate }: Step<'use'>): LineState =>
  line.rate ? line : withRate({ ...line, limit: undefined }, rate)

const placeOf = ({ places }: LineState, jobId: string): Place | undefined =>
  places.find((place) => place.jobId === jobId)

function held(line: LineState, jobId: string, token: string): Place | undefined {
  const place = placeOf(line, jobId)
  return place?.token === token ? place : undefined
}

const without = (line: LineState, { jobId }: Place): LineState => ({
  ...line,
  places: line.places.filter((other) => other.jobId !== jobId),
})

const replaced = (line: LineState, before: Place, after: Place): LineState => ({
  ...line,
  places: line.places.map((place) => (place === before ? after : place)),
})

const forgottenOf = ({ number, parts }: Place): Forgotten => ({ number, parts })
