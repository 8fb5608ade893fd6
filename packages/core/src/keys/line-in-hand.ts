import type { Entry } from '../ports/entry-store.js'
import { type KeptMessage, keptOf } from './kept-message.js'
import type { LineNames } from './line-names.js'
import { isPutOffTooLong, nextStartMs, putOffUntil, untilMoment, withVoid } from './line-rate.js'
import { compareTries, type JobTry, type LineState, type Place, waitingIn } from './line-state.js'
import type { Circumstances, Forgotten, LineStep, StepAnswer } from './line-step.js'
import { give, giveLater, isPutOff, placesFree, prune, putOff, roomIn, take } from './line-steps.js'

/** What is wanted of a line, with the message of the job where it may have to wait. */
export interface Asked {
  readonly step: LineStep
  readonly message: (() => KeptMessage) | undefined
}

/** A message in the line that is to be published, because its job has a place. */
export interface Given {
  /** The entries that it takes. */
  readonly names: readonly string[]
  /** Absent: at once. */
  readonly later?: PutOff | undefined
}

/** When a message is to be handed out. */
export interface PutOff {
  /** By the clock of the store. */
  readonly dueAtMs: number
  /** The same from now on. */
  readonly inMs: number
}

type Entries = ReadonlyMap<string, Entry>

interface LineInHandParts {
  readonly names: LineNames
  /** Has at least the entries that find the messages of those who ask. */
  readonly found: Entries
  readonly circumstances: Circumstances
}

/** Who asks to be in the line, with this very turn. */
interface Newcomer {
  readonly asked: Asked
  /** Which one of those who ask. */
  readonly at: number
}

/** A line while it is decided what becomes of all that is asked of it. */
export class LineInHand {
  line: LineState
  /** By the number of who asked. */
  readonly answers = new Map<number, StepAnswer>()
  /** The same, of those who are told that they are early. */
  readonly putOffs = new Map<number, PutOff>()
  readonly given: Given[] = []
  readonly #parts: LineInHandParts
  readonly #newcomers = new Map<number, Newcomer>()
  readonly #givenNumbers = new Set<number>()
  readonly #texts = new Map<string, string | undefined>()
  readonly #queues: [string, number][] = []
  #isBlocked = false

  constructor(line: LineState, parts: LineInHandParts) {
    this.line = line
    this.#parts = parts
  }

  /** Where the message of a place lies, until it was published. */
  entryOf({ number = 0 }: Place): string {
    return this.#parts.names.message(number)[0]
  }

  /** Places that are over are free. Those whose message is still there are given once more. */
  renewSent(suspects: readonly Place[], messages: Entries): void {
    const keptAt = (place: Place) => messages.get(this.entryOf(place))
    // One that was put off stays where it is, and says whether it was sent.
    const isUnsent = (place: Place): boolean => {
      const entry = keptAt(place)
      return entry !== undefined && keptOf(entry.text)?.isSent !== true
    }
    const unsent = suspects.filter(isUnsent)
    for (const place of unsent) {
      this.#publish(place.number ?? 0, keptOf(keptAt(place)?.text ?? '')?.parts)
    }
    this.#prune(unsent)
  }

  take(asked: Asked, at: number): void {
    this.#prune([])
    const { step } = asked
    const { line, answer, appended, forgotten, dueAtMs } = take(
      this.line,
      step,
      this.#isInLine(step),
      this.#parts.circumstances,
    )
    this.line = line
    this.#forget(forgotten)
    if (appended !== undefined) this.#newcomers.set(appended, { asked, at })
    this.answers.set(at, answer)
    if (dueAtMs !== undefined) this.putOffs.set(at, this.#putOffTo(dueAtMs))
  }

  /** A job that was put off, and can begin before that: a limit was changed, or a start given back. */
  wakePutOff(): void {
    const { circumstances } = this.#parts
    const place = this.line.places.find(
      (each) => each.token === undefined && each.number !== undefined && isPutOff(each),
    )
    if (place?.number === undefined || place.dueAtMs === undefined) return
    const { jobId, number, parts } = place
    const message = { jobId, dueAtMs: place.dueAtMs }
    if (!isPutOffTooLong(this.line, message, circumstances)) return
    const dueAtMs = nextStartMs(this.line, circumstances) ?? 0
    const line = withVoid(this.line, message)
    const later = this.#putOffTo(dueAtMs)
    this.line = putOff(line, jobId, { dueAtMs }, circumstances)
    this.#publish(number, parts, later)
  }

  /** The entry of the message that is to come when there is a start; `undefined`: none is to. */
  firstToPutOff(): string | undefined {
    const { circumstances, names } = this.#parts
    const { rate, head, places } = this.line
    const mustWait = rate !== undefined && waitingIn(this.line) > 0 && !this.#isBlocked
    if (!mustWait || placesFree(this.line, circumstances) <= 0) return undefined
    if (places.some((place) => isPutOff(place) && place.number !== undefined)) return undefined
    // With a limit of 0, and while all starts are with jobs that have not begun, others will decide of it.
    if (nextStartMs(this.line, circumstances) === undefined) return undefined
    return roomIn(this.line, circumstances) > 0 ? undefined : names.message(head)[0]
  }

  putOffFirst(messages: Entries): void {
    const { circumstances, names } = this.#parts
    const { head } = this.line
    const newcomer = this.#newcomers.get(head)?.asked
    const kept = newcomer?.message?.() ?? keptOf(messages.get(names.message(head)[0])?.text ?? '')
    if (!kept || (!newcomer && this.#isCopy(kept))) {
      this.#isBlocked = true
      return
    }
    const parts = 'texts' in kept ? kept.texts.length : kept.parts
    const dueAtMs = putOffUntil(this.line, circumstances)
    this.line = giveLater(this.line, { ...kept, parts }, dueAtMs, circumstances)
    if (!newcomer) {
      this.#texts.set(names.id(kept.messageId), undefined)
      this.#queues.push([kept.queueName, -1])
    }
    this.#publish(head, parts, this.#putOffTo(dueAtMs))
  }

  #putOffTo(dueAtMs: number): PutOff {
    return { dueAtMs, inMs: untilMoment(dueAtMs, this.#parts.circumstances) }
  }

  /** How many of the line can be given a place. */
  get mayBegin(): number {
    if (this.#isBlocked) return 0
    return Math.min(roomIn(this.line, this.#parts.circumstances), waitingIn(this.line))
  }

  /** What has to be read before so many are given a place; of those that can be. */
  firstMessages(most = Infinity): readonly string[] {
    const { head } = this.line
    return Array.from({ length: Math.min(this.mayBegin, most) }, (_, index) => head + index)
      .filter((number) => !this.#newcomers.has(number))
      .map((number) => this.#parts.names.message(number)[0])
  }

  /** @returns what has become of the first of the line; `blocked`: it must wait, and all behind it */
  giveFirst(messages: Entries): 'given' | 'gone' | 'blocked' {
    if (this.mayBegin === 0) return 'blocked'
    const { head } = this.line
    const newcomer = this.#newcomers.get(head)
    if (newcomer) {
      this.#giveNewcomer(head, newcomer)
      return 'given'
    }
    const kept = keptOf(messages.get(this.#parts.names.message(head)[0])?.text ?? '')
    if (!kept) {
      // Somebody has taken it away.
      this.line = { ...this.line, head: head + 1 }
      return 'gone'
    }
    if (this.#isCopy(kept)) {
      this.#isBlocked = true
      return 'blocked'
    }
    this.line = give(this.line, kept, this.#parts.circumstances)
    this.#texts.set(this.#parts.names.id(kept.messageId), undefined)
    this.#queues.push([kept.queueName, -1])
    this.#publish(head, kept.parts)
    return 'given'
  }

  /** What is to be written beside the line itself. */
  texts(): ReadonlyMap<string, string | undefined> {
    const texts = new Map(this.#texts)
    for (const [number, { asked }] of this.#newcomers) this.#keep(texts, number, asked)
    return texts
  }

  /** How many more, or less, wait for each queue. */
  queueChanges(): readonly (readonly [queueName: string, change: number])[] {
    const { head } = this.line
    const come = [...this.#newcomers].flatMap(([number, { asked }]) => {
      const queueName = number < head ? undefined : asked.message?.().queueName
      return queueName === undefined ? [] : [[queueName, 1] as const]
    })
    return [...this.#queues, ...come]
  }

  #prune(unsent: readonly Place[]): void {
    const { line, forgotten } = prune(this.line, unsent, this.#parts.circumstances)
    this.line = line
    this.#forget(forgotten)
  }

  #isInLine(step: LineStep): boolean {
    if (step.kind !== 'enter' && step.kind !== 'append') return false
    const { messageId } = step
    const isNew = [...this.#newcomers.values()].some(
      ({ asked }) => 'messageId' in asked.step && asked.step.messageId === messageId,
    )
    const entry = this.#parts.found.get(this.#parts.names.id(messageId))
    const number = Number(entry?.text ?? NaN)
    return isNew || (number >= this.line.head && number < this.line.tail)
  }

  /** A worker that asks for it has its message in hand. */
  #giveNewcomer(number: number, { asked, at }: Newcomer): void {
    const { step } = asked
    if (step.kind === 'enter') {
      this.#newcomers.delete(number)
      // It is nobody's turn before its own.
      this.line = { ...this.line, head: number + 1 }
      const { line, answer } = takePlace(this.line, step, this.#parts.circumstances)
      this.line = line
      this.answers.set(at, answer)
    } else if (step.kind === 'append') {
      const parts = asked.message?.().texts.length ?? 1
      this.line = give(this.line, { ...step, parts }, this.#parts.circumstances)
      this.#publish(number, parts)
    }
  }

  #publish(number: number, parts: number | undefined, later?: PutOff): void {
    this.#givenNumbers.add(number)
    this.given.push({ names: this.#parts.names.message(number, parts), later })
  }

  /**
   * Its job has a place by another message, of which this one is a copy: it waits until that has ended, and then finds out
   * whether there is anything left to do.
   */
  #isCopy(kept: JobTry): boolean {
    return this.line.places.some((place) => (compareTries(kept, place) ?? 1) <= 0)
  }

  #keep(texts: Map<string, string | undefined>, number: number, { message }: Asked): void {
    const kept = message?.()
    if (!kept) return
    const { names } = this.#parts
    for (const [part, name] of names.message(number, kept.texts.length).entries()) {
      texts.set(name, kept.texts[part])
    }
    if (!this.#givenNumbers.has(number)) texts.set(names.id(kept.messageId), String(number))
  }

  #forget(forgotten: readonly Forgotten[] | undefined): void {
    for (const { number, parts } of forgotten ?? []) {
      if (number === undefined) continue
      for (const name of this.#parts.names.message(number, parts)) this.#texts.set(name, undefined)
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
  const alone = take({ ...line, head, tail: head }, step, false, {
    ...circumstances,
    givesApart: false,
  })
  return { ...alone, line: { ...alone.line, head, tail } }
}
