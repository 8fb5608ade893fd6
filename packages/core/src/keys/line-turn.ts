import type { Entry, EntryChange, EntryStore } from '../ports/entry-store.js'
import { type KeptMessage, keptOf } from './kept-message.js'
import { idEntry, LINE_ENTRY, messageEntries, messageEntry } from './key-group.js'
import {
  compareTries,
  decodeLine,
  encodeLine,
  isIdle,
  type LineState,
  type Place,
  waitingIn,
} from './line-state.js'
import {
  type Circumstances,
  doubtful,
  type Forgotten,
  give,
  type LineStep,
  prune,
  roomIn,
  type StepAnswer,
  take,
} from './line-steps.js'

/** What is wanted of a line, with the message of the job where it may have to wait. */
export interface Asked {
  readonly step: LineStep
  readonly message: (() => KeptMessage) | undefined
}

/** A message in the line that is to be published, because its job has a place. */
export interface Given {
  readonly number: number
  readonly parts: number
}

/** What a turn comes to, once its changes are written. */
export interface DecidedTurn {
  readonly answers: readonly StepAnswer[]
  readonly given: readonly Given[]
  readonly line: LineState
  readonly changes: readonly EntryChange[]
}

type Entries = ReadonlyMap<string, Entry>

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
  const turn = new Turn(decodeLine(before?.text), found, circumstances)
  const suspects = doubtful(turn.line, circumstances)
  if (suspects.length > 0)
    turn.renewSent(suspects, await entries.read(group, suspects.map(entryOf)))
  for (const each of asked) turn.take(each)
  for (;;) {
    const wanted = turn.firstInLine()
    if (wanted.length === 0) break
    turn.giveFirst(
      await entries.read(
        group,
        wanted.map((number) => messageEntry(number)),
      ),
    )
  }
  return turn.decided(before)
}

const idEntries = ({ step }: Asked): readonly string[] =>
  step.kind === 'enter' || step.kind === 'append' ? [idEntry(step.messageId)] : []

const entryOf = ({ number = 0 }: Place): string => messageEntry(number)

class Turn {
  line: LineState
  readonly #found: Entries
  readonly #circumstances: Circumstances
  readonly #answers: StepAnswer[] = []
  /** By number: who asks to be in the line, with this very turn. */
  readonly #newcomers = new Map<number, { readonly asked: Asked; readonly at: number }>()
  readonly #given: Given[] = []
  readonly #texts = new Map<string, string | undefined>()
  #isBlocked = false

  constructor(line: LineState, found: Entries, circumstances: Circumstances) {
    this.line = line
    this.#found = found
    this.#circumstances = circumstances
  }

  /** Places that are over are free. Those whose message is still there are given once more. */
  renewSent(suspects: readonly Place[], messages: Entries): void {
    const unsent = suspects.filter((place) => messages.has(entryOf(place)))
    for (const place of unsent) {
      const kept = keptOf(messages.get(entryOf(place))?.text ?? '')
      this.#given.push({ number: place.number ?? 0, parts: kept?.parts ?? 1 })
    }
    this.#prune(unsent)
  }

  take(asked: Asked): void {
    this.#prune([])
    const { step } = asked
    const { line, answer, appended, forgotten } = take(
      this.line,
      step,
      this.#isInLine(step),
      this.#circumstances,
    )
    this.line = line
    this.#forget(forgotten)
    if (appended !== undefined) {
      this.#newcomers.set(appended, { asked, at: this.#answers.length })
    }
    this.#answers.push(answer)
  }

  /** The numbers of those that can be given a place, and whose messages have to be read for that. */
  firstInLine(): readonly number[] {
    if (this.#isBlocked) return []
    const { head } = this.line
    const count = Math.min(roomIn(this.line, this.#circumstances), waitingIn(this.line))
    return Array.from({ length: count }, (_, index) => head + index)
  }

  giveFirst(messages: Entries): void {
    for (const number of this.firstInLine()) {
      const newcomer = this.#newcomers.get(number)
      const entry = messages.get(messageEntry(number))
      if (!newcomer && this.#isCopy(entry)) {
        this.#isBlocked = true
        return
      }
      if (newcomer) this.#giveNewcomer(number, newcomer)
      else this.#giveKept(number, entry)
    }
  }

  decided(before: Entry | undefined): DecidedTurn {
    for (const [number, { asked }] of this.#newcomers) this.#keep(number, asked)
    const text = isIdle(this.line) ? undefined : encodeLine(this.line)
    // Always: it is the version of the line that guards all else.
    if (text !== before?.text || this.#texts.size > 0) this.#texts.set(LINE_ENTRY, text)
    const changes = [...this.#texts].map(([name, changed]) =>
      name === LINE_ENTRY
        ? { name, text: changed, ifVersion: before?.version ?? null }
        : { name, text: changed },
    )
    return { answers: this.#answers, given: this.#given, line: this.line, changes }
  }

  #prune(unsent: readonly Place[]): void {
    const { line, forgotten } = prune(this.line, unsent, this.#circumstances)
    this.line = line
    this.#forget(forgotten)
  }

  #isInLine(step: LineStep): boolean {
    if (step.kind !== 'enter' && step.kind !== 'append') return false
    const { messageId } = step
    const isNew = [...this.#newcomers.values()].some(
      ({ asked }) => 'messageId' in asked.step && asked.step.messageId === messageId,
    )
    const number = Number(this.#found.get(idEntry(messageId))?.text ?? NaN)
    return isNew || (number >= this.line.head && number < this.line.tail)
  }

  /** A worker that asks for it has its message in hand. */
  #giveNewcomer(
    number: number,
    { asked, at }: { readonly asked: Asked; readonly at: number },
  ): void {
    const { step } = asked
    if (step.kind === 'enter') {
      this.#newcomers.delete(number)
      // It is nobody's turn before its own.
      this.line = { ...this.line, head: number + 1 }
      const { line, answer } = takePlace(this.line, step, this.#circumstances)
      this.line = line
      this.#answers[at] = answer
    } else if (step.kind === 'append') {
      const parts = asked.message?.().texts.length ?? 1
      this.line = give(this.line, { ...step, parts }, this.#circumstances)
      this.#given.push({ number, parts })
    }
  }

  #giveKept(number: number, entry: Entry | undefined): void {
    const kept = entry && keptOf(entry.text)
    if (!kept) {
      // Somebody has taken it away.
      this.line = { ...this.line, head: number + 1 }
      return
    }
    this.line = give(this.line, kept, this.#circumstances)
    this.#texts.set(idEntry(kept.messageId), undefined)
    this.#given.push({ number, parts: kept.parts })
  }

  /**
   * Its job has a place by another message, of which this one is a copy: it waits until that has ended, and then finds out
   * whether there is anything left to do.
   */
  #isCopy(entry: Entry | undefined): boolean {
    const kept = entry && keptOf(entry.text)
    return (
      kept !== undefined && this.line.places.some((place) => (compareTries(kept, place) ?? 1) <= 0)
    )
  }

  #keep(number: number, { message }: Asked): void {
    const kept = message?.()
    if (!kept) return
    for (const [part, text] of kept.texts.entries())
      this.#texts.set(messageEntry(number, part), text)
    const isGiven = this.#given.some((given) => given.number === number)
    if (!isGiven) this.#texts.set(idEntry(kept.messageId), String(number))
  }

  #forget(forgotten: readonly Forgotten[] | undefined): void {
    for (const { number, parts = 1 } of forgotten ?? []) {
      if (number === undefined) continue
      for (const name of messageEntries(number, parts)) this.#texts.set(name, undefined)
    }
  }
}

/** The place of one who asked to be in the line and is the first of it: as if there were no line. */
function takePlace(
  line: LineState,
  step: Extract<LineStep, { readonly kind: 'enter' }>,
  circumstances: Circumstances,
) {
  const { head, tail } = line
  const alone = take({ ...line, head, tail: head }, step, false, circumstances)
  return { ...alone, line: { ...alone.line, head, tail } }
}
