import type { EntryStore } from '../ports/entry-store.js'
import type { OutgoingMessage } from '../ports/transport.js'
import type { Clock } from '../time/clock.js'
import { pause } from '../time/pause.js'
import { type KeptMessage, keptMessage, sentText } from './kept-message.js'
import {
  type KeyName,
  keyOfGroup,
  limitGroupOf,
  LINE_ENTRY,
  lineGroupOf,
  lineGroupsOf,
} from './key-group.js'
import type { Asked, Given, PutOff } from './line-in-hand.js'
import { decodeLine, type LineState } from './line-state.js'
import type { Leases, LineStep, StepAnswer } from './line-steps.js'
import { type DecidedTurn, decideTurn } from './line-turn.js'
import { putOffMessage } from './put-off-message.js'
import { LimitsView } from './set-limits.js'
import { StoreClock } from './store-clock.js'

/** So many races are lost before there is a pause. */
const RACES_AT_ONCE = 3
/** Longest wait after a lost race, times the number of races lost so far. */
const RACE_PAUSE_MS = 10
const LONGEST_RACE_PAUSE_MS = 500
/** What is asked of one line at the same time, and decided by one write. */
const MOST_AT_ONCE = 100
/** What a crash has left of a group is kept for a day. */
const REST_MS = 86_400_000

interface KeyLedgerParts {
  readonly entries: EntryStore
  readonly clock: Clock
  readonly leases: Leases
  /** Sends the message of a job that has been given a place. @returns whether the broker has it */
  readonly publish: (message: OutgoingMessage) => Promise<boolean>
  /** From 0 to below 1. */
  readonly random: () => number
}

/** An answer, and the end of the publishes that follow from the turn it came of. */
export interface LedgerAnswer {
  readonly answer: StepAnswer
  /** Of one that is early: when its message is to be handed out. */
  readonly putOff: PutOff | undefined
  /** Resolves once the messages of those that were given places are with the broker, or never will be by this process. */
  readonly published: Promise<void>
}

interface Pending extends Asked {
  readonly resolve: (answer: LedgerAnswer) => void
  readonly reject: (error: unknown) => void
}

/**
 * The lines of all keys: see ADR 34. What is asked of one line while a write of it is on its way is decided by the next
 * write together.
 */
export class KeyLedger {
  readonly #parts: KeyLedgerParts
  readonly #limits: LimitsView
  readonly #storeClock: StoreClock
  readonly #pending = new Map<string, Pending[]>()

  constructor(parts: KeyLedgerParts) {
    this.#parts = parts
    this.#limits = new LimitsView(parts.entries, parts.clock)
    this.#storeClock = new StoreClock(parts.entries, parts.clock)
  }

  /**
   * Takes a step in the line of a key.
   * @param message of the job, where it may have to wait
   * @throws ResultStoreError when the store fails: nothing is known of what became of the step
   */
  take(name: KeyName, step: LineStep, message?: () => KeptMessage): Promise<LedgerAnswer> {
    const group = lineGroupOf(name)
    return new Promise((resolve, reject) => {
      const asked = { step, message, resolve, reject }
      const waiting = this.#pending.get(group)
      if (waiting) waiting.push(asked)
      else {
        this.#pending.set(group, [asked])
        void this.#work(group, name)
      }
    })
  }

  /** The line of a key as it is. */
  async look(name: KeyName): Promise<LineState> {
    const found = await this.#parts.entries.read(lineGroupOf(name), [LINE_ENTRY])
    return decodeLine(found.get(LINE_ENTRY)?.text)
  }

  /** Keys that have anything running or waiting, of one limit or of all, in no particular order. */
  async *keys(limit?: string): AsyncGenerator<KeyName, void, undefined> {
    const prefix = lineGroupsOf(limit)
    let cursor: string | undefined
    do {
      const page = await this.#parts.entries.groups(prefix, { limit: 100, cursor })
      for (const group of page.groups) {
        const name = keyOfGroup(group)
        if (name) yield name
      }
      cursor = page.cursor
    } while (cursor !== undefined)
  }

  async #work(group: string, name: KeyName): Promise<void> {
    for (;;) {
      // Whoever asks in the same turn of the event loop shares the first write.
      await Promise.resolve()
      const waiting = this.#pending.get(group) ?? []
      const asked = waiting.splice(0, MOST_AT_ONCE)
      if (asked.length === 0) break
      try {
        this.#answer(group, asked, await this.#write(group, name, asked))
      } catch (error) {
        for (const { reject } of asked) reject(error)
      }
    }
    this.#pending.delete(group)
  }

  async #write(group: string, name: KeyName, asked: readonly Asked[]): Promise<DecidedTurn> {
    const { entries, clock, leases, random } = this.#parts
    for (let lost = 1; ; lost += 1) {
      const limits = await this.#limits.of(name.limit)
      const [setLimit, setRate] = [limits.of(name.key), limits.rateOf(name.key)]
      // All lines of a limit by one clock, wherever they are kept.
      const time = await this.#storeClock.now(limitGroupOf(name.limit))
      const turn = await decideTurn(entries, group, asked, { time, leases, setLimit, setRate })
      if (turn.changes.length === 0) return turn
      const ttlMs = lifetimeOf(turn, time.earliestMs)
      const written = await entries.write(group, turn.changes, { ttlMs })
      if (written.kind === 'written') return turn
      // Whoever has won leaves room for the next one as a rule.
      const longestMs = Math.min(RACE_PAUSE_MS * (lost - RACES_AT_ONCE), LONGEST_RACE_PAUSE_MS)
      if (longestMs > 0) await pause(longestMs * random(), { clock })
    }
  }

  #answer(
    group: string,
    asked: readonly Pending[],
    { answers, putOffs, given }: DecidedTurn,
  ): void {
    const published = Promise.all(given.map((each) => this.#send(group, each))).then(
      () => undefined,
    )
    for (const [index, { resolve }] of asked.entries()) {
      resolve({ answer: answers[index] ?? 'lost', putOff: putOffs[index], published })
    }
  }

  /** Never rejects: what is not sent is sent by a later turn, because its message is still in the line. */
  async #send(group: string, { names, later }: Given): Promise<void> {
    const { entries, publish, clock } = this.#parts
    try {
      const found = await entries.read(group, names)
      const texts = names.map((name) => found.get(name)?.text)
      // Its job runs already: another one was faster.
      if (!texts.every((text) => text !== undefined)) return
      const message = keptMessage(texts)
      if (!message) return
      if (later && later.inMs > 0) {
        if (await publish(putOffMessage(message, later, clock))) await this.#noteSent(group, names)
        return
      }
      if (!(await publish(message))) return
      const changes = names.map((name) => ({ name, text: undefined }))
      await entries.write(group, changes, { ttlMs: REST_MS })
    } catch {
      // As said above.
    }
  }

  /** It is with the broker, and stays in the line until a worker has it. */
  async #noteSent(group: string, [name = '']: readonly string[]): Promise<void> {
    const { entries } = this.#parts
    const first = (await entries.read(group, [name])).get(name)
    const text = first && sentText(first.text)
    if (text === undefined) return
    await entries.write(group, [{ name, text, ifVersion: first?.version }], { ttlMs: REST_MS })
  }
}

function lifetimeOf({ neededUntilMs }: DecidedTurn, nowMs: number): number | 'forever' {
  return neededUntilMs === 'forever' ? 'forever' : Math.max(neededUntilMs - nowMs, 0) + REST_MS
}
