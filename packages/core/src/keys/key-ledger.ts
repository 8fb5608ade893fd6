import type { EntryStore } from '../ports/entry-store.js'
import type { OutgoingMessage } from '../ports/transport.js'
import type { Clock } from '../time/clock.js'
import { pause } from '../time/pause.js'
import { type KeptMessage, keptMessage, sentText } from './kept-message.js'
import {
  type KeyName,
  keyOfGroup,
  limitGroupOf,
  limitOfPool,
  LINE_ENTRY,
  lineGroupOf,
  lineGroupsOf,
  POOL_GROUPS,
  poolGroupOf,
} from './key-group.js'
import type { Given, PutOff } from './line-in-hand.js'
import { decodeLine, type LineState } from './line-state.js'
import type { Leases, LineStep, StepAnswer } from './line-step.js'
import { type DecidedTurn, decideTurn, type LineLook } from './line-turn.js'
import { POOL_ENTRY } from './pool-state.js'
import { decidePoolTurn, type PoolAsked } from './pool-turn.js'
import { putOffMessage } from './put-off-message.js'
import { LimitsView, UNLIMITED } from './set-limits.js'
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
  readonly look: LineLook
}

interface Pending extends PoolAsked {
  readonly resolve: (answer: LedgerAnswer) => void
  readonly reject: (error: unknown) => void
}

/** A line, or all those under one limit whose keys share a total. */
type LineName = Pick<KeyName, 'limit' | 'isShared'> & { readonly key?: string }

const groupOf = ({ limit, key, isShared }: LineName): string =>
  isShared === true ? poolGroupOf(limit) : lineGroupOf({ limit, key: key ?? '' })

/**
 * The lines of all keys: see ADR 34, and ADR 41 for those that share a total. What is asked of one line while a write of it is on its way is decided by the next
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
    return this.#ask(name, step, message)
  }

  /** The same for all keys of a limit that share a total: what is due of them. */
  tendPool(
    limit: string,
    step: Extract<LineStep, { readonly kind: 'tend' | 'release' }> = { kind: 'tend' },
  ): Promise<LedgerAnswer> {
    return this.#ask({ limit, isShared: true }, step)
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

  /** Limits whose keys share a total, and have anything running or waiting. */
  async pools(limit?: string): Promise<readonly string[]> {
    if (limit !== undefined) {
      const found = await this.#parts.entries.read(poolGroupOf(limit), [POOL_ENTRY])
      return found.size > 0 ? [limit] : []
    }
    const limits: string[] = []
    let cursor: string | undefined
    do {
      const page = await this.#parts.entries.groups(POOL_GROUPS, { limit: 100, cursor })
      limits.push(...page.groups.map(limitOfPool).filter((name) => name !== undefined))
      cursor = page.cursor
    } while (cursor !== undefined)
    return limits
  }

  #ask(name: LineName, step: LineStep, message?: () => KeptMessage): Promise<LedgerAnswer> {
    const group = groupOf(name)
    return new Promise((resolve, reject) => {
      const asked = { key: name.key, step, message, resolve, reject }
      const waiting = this.#pending.get(group)
      if (waiting) waiting.push(asked)
      else {
        this.#pending.set(group, [asked])
        void this.#work(group, name)
      }
    })
  }

  async #work(group: string, name: LineName): Promise<void> {
    for (;;) {
      // Whoever asks in the same turn of the event loop shares the first write.
      await Promise.resolve()
      const waiting = this.#pending.get(group) ?? []
      const asked = waiting.splice(0, MOST_AT_ONCE)
      if (asked.length === 0) break
      try {
        const turn = await this.#write(group, name, asked, waiting)
        this.#answer(group, asked, turn)
        if (turn.isUnfinished === true) waiting.push(goingOn(asked))
      } catch (error) {
        for (const { reject } of asked) reject(error)
      }
    }
    this.#pending.delete(group)
  }

  async #write(
    group: string,
    { limit, key, isShared }: LineName,
    asked: Pending[],
    waiting: Pending[],
  ): Promise<DecidedTurn> {
    const { entries, clock, leases, random } = this.#parts
    for (let lost = 1; ; lost += 1) {
      const releases = asked.some(({ step }) => step.kind === 'release')
      const limits = releases ? UNLIMITED : await this.#limits.of(limit)
      // All lines of a limit by one clock, wherever they are kept.
      const time = await this.#storeClock.now(limitGroupOf(limit))
      const turn =
        isShared === true
          ? await decidePoolTurn(entries, group, asked, { time, leases, limits })
          : await decideTurn(entries, group, asked, {
              ...{ time, leases, releases },
              ...{ setLimit: limits.of(key ?? ''), setRate: limits.rateOf(key ?? '') },
            })
      if (turn.changes.length === 0) return turn
      const ttlMs = lifetimeOf(turn, time.earliestMs)
      const written = await entries.write(group, turn.changes, { ttlMs })
      if (written.kind === 'written') return turn
      // Whoever has won leaves room for the next one as a rule.
      const longestMs = Math.min(RACE_PAUSE_MS * (lost - RACES_AT_ONCE), LONGEST_RACE_PAUSE_MS)
      if (longestMs > 0) await pause(longestMs * random(), { clock })
      // The more a line is wanted, the more one write decides.
      asked.push(...waiting.splice(0, MOST_AT_ONCE - asked.length))
    }
  }

  #answer(
    group: string,
    asked: readonly Pending[],
    { answers, putOffs, given, look }: DecidedTurn,
  ): void {
    const published = Promise.all(given.map((each) => this.#send(group, each))).then(
      () => undefined,
    )
    for (const [index, { resolve }] of asked.entries()) {
      resolve({ answer: answers[index] ?? 'lost', putOff: putOffs[index], published, look })
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

/** What is left of a turn is decided by the next one. */
function goingOn(asked: readonly Pending[]): Pending {
  const step = asked.find((each) => each.step.kind === 'release')?.step ?? { kind: 'tend' }
  // If the store fails meanwhile, the next one who asks goes on.
  return {
    key: undefined,
    step,
    message: undefined,
    resolve: () => undefined,
    reject: () => undefined,
  }
}
