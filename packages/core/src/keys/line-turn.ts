import type { Entry, EntryChange, EntryStore } from '../ports/entry-store.js'
import { idEntry, LINE_ENTRY } from './key-group.js'
import { type Asked, type Given, LineInHand, type PutOff } from './line-in-hand.js'
import { OWN_NAMES } from './line-names.js'
import { neededMs, restOf } from './line-rate.js'
import {
  decodeLine,
  encodeLine,
  isIdle,
  type LineState,
  type Place,
  waitingByQueueAfter,
  waitingIn,
} from './line-state.js'
import type { Circumstances, StepAnswer } from './line-step.js'
import { doubtful, silentIn } from './line-steps.js'

/** What a turn comes to, once its changes are written. */
export interface DecidedTurn {
  readonly answers: readonly StepAnswer[]
  /** Of each of them: when its message is to be handed out, if it is early. */
  readonly putOffs: readonly (PutOff | undefined)[]
  readonly given: readonly Given[]
  readonly changes: readonly EntryChange[]
  /** Until when what is written is needed; `forever`: until it has run. */
  readonly neededUntilMs: number | 'forever'
  /** More could be decided: somebody is to ask once more. */
  readonly isUnfinished?: boolean
  /** What the line, or the pool, is like then. */
  readonly look: LineLook
}

/** How a line, or a pool of them, stands. */
export interface LineLook {
  /** Jobs in it. */
  readonly waiting: number
  /** See `silentIn`; of a pool, with the key of each. */
  readonly silent: readonly (Place & { readonly key?: string })[]
}

/** A line that no task has any more may be long: what is left of it is for the next turn. */
const MOST_RELEASED = 100

/**
 * Reads a line, and decides what becomes of all that is asked of it; writes nothing. What it reads beside the line itself
 * never changes while it is there, so the version of the line guards all of it.
 */
export async function decideTurn(
  entries: EntryStore,
  group: string,
  asked: readonly Asked[],
  circumstances: Circumstances,
): Promise<DecidedTurn> {
  const found = await entries.read(group, [...new Set([LINE_ENTRY, ...asked.flatMap(idEntries)])])
  const before = found.get(LINE_ENTRY)
  const inHand = new LineInHand(decodeLine(before?.text), {
    ...{ names: OWN_NAMES, found, circumstances },
  })
  const suspects = doubtful(inHand.line, circumstances)
  if (suspects.length > 0) {
    const names = suspects.map((place) => inHand.entryOf(place))
    inHand.renewSent(suspects, await entries.read(group, names))
  }
  for (const [at, each] of asked.entries()) inHand.take(each, at)
  inHand.wakePutOff()
  let left = circumstances.releases === true ? MOST_RELEASED : Infinity
  while (left > 0 && inHand.mayBegin > 0) {
    const count = Math.min(inHand.mayBegin, left)
    const messages = await entries.read(group, inHand.firstMessages(count))
    for (let first = 0; first < count; first += 1) inHand.giveFirst(messages)
    left -= count
  }
  const later = inHand.firstToPutOff()
  if (later !== undefined) inHand.putOffFirst(await entries.read(group, [later]))
  const look = {
    waiting: waitingIn(inHand.line),
    silent: silentIn(inHand.line, circumstances),
  }
  return {
    ...decided(inHand, asked, { before, circumstances }),
    look,
    isUnfinished: left <= 0 && inHand.mayBegin > 0,
  }
}

const idEntries = ({ step }: Asked): readonly string[] =>
  step.kind === 'enter' || step.kind === 'append' ? [idEntry(step.messageId)] : []

function decided(
  inHand: LineInHand,
  asked: readonly Asked[],
  {
    before,
    circumstances,
  }: { readonly before: Entry | undefined; readonly circumstances: Circumstances },
): Omit<DecidedTurn, 'look'> {
  const texts = inHand.texts()
  const line = restOf(countedByQueue(inHand), circumstances)
  const text = isIdle(line) ? undefined : encodeLine(line)
  const changes: EntryChange[] = [...texts].map(([name, changed]) => ({ name, text: changed }))
  // Always: it is the version of the line that guards all else.
  if (text !== before?.text || changes.length > 0) {
    changes.push({ name: LINE_ENTRY, text, ifVersion: before?.version ?? null })
  }
  return {
    answers: asked.map((_, at) => inHand.answers.get(at) ?? 'lost'),
    putOffs: asked.map((_, at) => inHand.putOffs.get(at)),
    ...{ given: inHand.given, changes, neededUntilMs: neededUntil(line, circumstances) },
  }
}

function countedByQueue(inHand: LineInHand): LineState {
  const { line } = inHand
  const queues = waitingByQueueAfter(line.queues, inHand.queueChanges())
  return { ...line, queues: waitingIn(line) > 0 ? queues : {} }
}

/** What waits is kept until it has run. */
function neededUntil(line: LineState, circumstances: Circumstances): number | 'forever' {
  const { head, tail, places } = line
  if (head < tail || places.some(({ number }) => number !== undefined)) return 'forever'
  const countedMs = circumstances.time.earliestMs + neededMs(line, circumstances)
  return Math.max(countedMs, ...places.map(({ untilMs }) => untilMs))
}
