import type { Entry, EntryChange, EntryStore } from '../ports/entry-store.js'
import { idEntry, LINE_ENTRY } from './key-group.js'
import { type Asked, type Given, LineInHand, type PutOff } from './line-in-hand.js'
import { OWN_NAMES } from './line-names.js'
import { neededMs, restOf } from './line-rate.js'
import { decodeLine, encodeLine, isIdle, type LineState } from './line-state.js'
import { type Circumstances, doubtful, type StepAnswer } from './line-steps.js'

/** What a turn comes to, once its changes are written. */
export interface DecidedTurn {
  readonly answers: readonly StepAnswer[]
  /** Of each of them: when its message is to be handed out, if it is early. */
  readonly putOffs: readonly (PutOff | undefined)[]
  readonly given: readonly Given[]
  readonly changes: readonly EntryChange[]
  /** Until when what is written is needed; `forever`: until it has run. */
  readonly neededUntilMs: number | 'forever'
}

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
  for (;;) {
    const wanted = inHand.firstInLine()
    if (wanted.length === 0) break
    const messages = await entries.read(group, wanted)
    wanted.forEach(() => inHand.giveFirst(messages))
  }
  const later = inHand.firstToPutOff()
  if (later !== undefined) inHand.putOffFirst(await entries.read(group, [later]))
  return decided(inHand, asked, { before, circumstances })
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
): DecidedTurn {
  const texts = inHand.texts()
  const line = restOf(inHand.line, circumstances)
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

/** What waits is kept until it has run. */
function neededUntil(line: LineState, circumstances: Circumstances): number | 'forever' {
  const { head, tail, places } = line
  if (head < tail || places.some(({ number }) => number !== undefined)) return 'forever'
  const countedMs = circumstances.time.earliestMs + neededMs(line, circumstances)
  return Math.max(countedMs, ...places.map(({ untilMs }) => untilMs))
}
