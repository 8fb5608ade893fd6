import {
  type Clock,
  type EntriesWritten,
  type Entry,
  type EntryChange,
  type EntryStore,
  isArqError,
  type OutgoingMessage,
} from '@arq/core'
import {
  arrivalOf,
  asleep,
  begun,
  decodeTurn,
  encodeSleeping,
  encodeTurn,
  FIRST_TURN,
  isSecondCopy,
  jobGroup,
  MESSAGE_ENTRY,
  randomUuid,
  ticketOf,
  type Turn,
  TURN_ENTRY,
  TURN_HEADER,
} from '@arq/core/internal'

import type { ResultWriter } from '../records/result-writer.js'
import { type Attempt, liveLifetime } from '../run/attempt.js'
import type { Wait } from '../run/wait.js'

/** What an attempt knows of its job's group. */
export interface JobEntries {
  readonly turn: Turn
  /** Absent: no turn is stored. */
  readonly turnVersion: string | undefined
  /** All entries of the job, at one moment. */
  readonly entries: ReadonlyMap<string, Entry>
}

/**
 * - `mine`: this message has the job, and nobody else.
 * - `void`: another message has it; this one is to be acknowledged without a run.
 * - `away`: the store does not tell, and the worker ends or the delivery is gone.
 */
export type Claimed =
  { readonly kind: 'mine'; readonly found: JobEntries } | { readonly kind: 'void' } | Unanswered

type Unanswered =
  | { readonly kind: 'away' }
  /** The store refuses the call until somebody changes something. */
  | { readonly kind: 'refused'; readonly error: unknown }

type EntryAnswer<T> = { readonly kind: 'answered'; readonly value: T } | Unanswered

export type PutAsleep =
  /** The suspension is stored, under this number; its message is to be due then. */
  | { readonly kind: 'asleep'; readonly turn: number; readonly untilMs: number }
  | Exclude<Claimed, { readonly kind: 'mine' }>

interface JobTurnsParts {
  readonly entries: EntryStore
  readonly results: ResultWriter
  readonly clock: Clock
}

/** Reads and writes the groups of jobs in the name of attempts: whose turn it is, and what else features keep there. */
export class JobTurns {
  readonly #parts: JobTurnsParts
  readonly #claimed = new WeakMap<Attempt, Claimed>()
  readonly #takers = new WeakMap<Attempt, string>()
  /** Attempts whose jobs have entries, as far as they have asked. */
  readonly #keeping = new WeakSet<Attempt>()

  constructor(parts: JobTurnsParts) {
    this.#parts = parts
  }

  /** Whether it is to be asked whose turn it is before this delivery waits for a slot: it may be one of several messages. */
  mustAsk({ delivery }: Attempt): boolean {
    return delivery.redelivered || delivery.headers[TURN_HEADER] !== undefined
  }

  /** The same as {@link claim}, before the attempt has a slot: what was found is kept for its first step. */
  async claimEarly(attempt: Attempt): Promise<Claimed['kind']> {
    // One that says nothing of a turn has none as a rule: a store that is away does not hold it up.
    const waits = attempt.delivery.headers[TURN_HEADER] !== undefined
    const claimed = await this.claim(attempt, waits)
    if (claimed.kind === 'mine') this.#claimed.set(attempt, claimed)
    return claimed.kind === 'away' && !waits ? 'mine' : claimed.kind
  }

  /** What {@link claimEarly} has found, once. */
  takeClaimed(attempt: Attempt): Claimed | undefined {
    const claimed = this.#claimed.get(attempt)
    if (claimed) this.#claimed.delete(attempt)
    return claimed
  }

  /**
   * Asks whose turn it is, and takes it where it is this message's.
   * @param waits whether to wait for a store that is away
   */
  async claim(attempt: Attempt, waits = true): Promise<Claimed> {
    const ticket = ticketOf(attempt.delivery.headers)
    for (;;) {
      const answer = await this.#ask(attempt, waits, (entries, group) => entries.read(group))
      if (answer.kind !== 'answered') return answer
      const found = foundIn(answer.value)
      if (answer.value.size > 0) this.#keeping.add(attempt)
      const arrival = found.turnVersion === undefined ? 'mine' : arrivalOf(found.turn, ticket)
      if (arrival === 'void') return { kind: 'void' }
      const taker = this.#takerOf(attempt)
      if (arrival === 'mine') {
        return isSecondCopy(found.turn, attempt.delivery, taker)
          ? { kind: 'void' }
          : { kind: 'mine', found }
      }
      const turn = begun(found.turn, ticket, taker)
      const change = { name: TURN_ENTRY, text: encodeTurn(turn), ifVersion: found.turnVersion }
      const written = await this.#write(attempt, [change], waits)
      if (written.kind !== 'answered') return written
      if (written.value.kind === 'written') {
        return { kind: 'mine', found: { ...found, turn, turnVersion: written.value.version } }
      }
    }
  }

  /**
   * Stores that an attempt is suspended. From then on only its copies, and the message that it ran by, have the job.
   * @param message what its copies look like; absent: nobody wakes it before its time. `refused`, where it is too large
   */
  async putAsleep(
    attempt: Attempt,
    { untilMs, changes = [] }: Wait,
    message: OutgoingMessage | undefined,
  ): Promise<PutAsleep> {
    let isWoken = false
    const kept = keptMessage(message)
    if (kept.kind === 'refused') return kept
    for (;;) {
      const claimed = await this.claim(attempt)
      if (claimed.kind !== 'mine') return claimed
      const { turn, turnVersion, entries } = claimed.found
      const dueAtMs = isWoken ? this.#parts.clock.now() : untilMs
      const next = asleep(turn, dueAtMs)
      const written = await this.write(
        attempt,
        [
          { name: TURN_ENTRY, text: encodeTurn(next), ifVersion: turnVersion ?? null },
          ...messageChange(entries, kept.text),
          ...(isWoken ? [] : changes),
        ],
        dueAtMs,
      )
      if (written.kind !== 'answered') return written
      if (written.value.kind === 'written') {
        return { kind: 'asleep', turn: next.number, untilMs: dueAtMs }
      }
      isWoken ||= written.value.name !== TURN_ENTRY && written.value.name !== MESSAGE_ENTRY
    }
  }

  /** Whether something may be stored of an attempt's job. */
  hasEntries(attempt: Attempt): boolean {
    return attempt.delivery.headers[TURN_HEADER] !== undefined || this.#keeping.has(attempt)
  }

  /**
   * Its job is about to become a dead letter, which somebody may send back at any time: what is stored of it stays.
   * @returns whether the store knows
   */
  async keepForLetter(attempt: Attempt): Promise<boolean> {
    const answer = await this.#ask(attempt, true, (entries, group) =>
      entries.write(group, [{ name: LETTER_ENTRY, text: '{}' }], { ttlMs: 'forever' }),
    )
    return answer.kind !== 'away'
  }

  /** Its job has ended for good: what is stored of it goes, or stays for people to look at as long as the record. */
  async retire(attempt: Attempt): Promise<void> {
    const { resultTtl } = attempt.policy
    await this.#ask(attempt, false, async (entries, group) => {
      const found = await entries.read(group)
      await entries.remove(group)
      const changes = [...found].map(([name, { text }]) => ({ name, text }))
      if (resultTtl === 0 || changes.length === 0) return
      await entries.write(group, changes, { ttlMs: resultTtl })
    })
  }

  /** Whether what is stored of an attempt's job would outlive its record by much: see {@link retire}. */
  mustRetire(attempt: Attempt): boolean {
    if (!this.hasEntries(attempt)) return false
    const { policy, message } = attempt
    if (policy.resultTtl === 0 || message.firstEnqueueTime !== undefined) return true
    return policy.resultTtl !== 'forever' && message.expires === undefined
  }

  #takerOf(attempt: Attempt): string {
    const known = this.#takers.get(attempt)
    if (known !== undefined) return known
    const taker = randomUuid()
    this.#takers.set(attempt, taker)
    return taker
  }

  /** Writes entries of an attempt's job; they live as long as its record. @param startableAtMs when its next start is due */
  write(
    attempt: Attempt,
    changes: readonly EntryChange[],
    startableAtMs?: number,
  ): Promise<EntryAnswer<EntriesWritten>> {
    return this.#write(attempt, changes, true, startableAtMs)
  }

  #write(
    attempt: Attempt,
    changes: readonly EntryChange[],
    waits: boolean,
    startableAtMs?: number,
  ): Promise<EntryAnswer<EntriesWritten>> {
    this.#keeping.add(attempt)
    return this.#ask(attempt, waits, (entries, group) => {
      const ttlMs = liveLifetime(attempt, this.#parts.clock.now(), startableAtMs)
      return entries.write(group, changes, { ttlMs })
    })
  }

  /** Asks again while the store is away, if it `waits`; not when the worker ends, or the delivery is gone. */
  async #ask<T>(
    { message, delivery }: Attempt,
    waits: boolean,
    call: (entries: EntryStore, group: string) => Promise<T>,
  ): Promise<EntryAnswer<T>> {
    const { results, entries } = this.#parts
    const { jobId } = message
    const group = jobGroup(message)
    const asked = (): Promise<EntryAnswer<T>> => call(entries, group).then(answered, refused)
    const answer = await (waits
      ? results.insist(jobId, delivery, asked)
      : results.ask(jobId, asked))
    return answer.kind === 'answered' ? answer.value : AWAY
  }
}

/** Says that the group is kept for a dead letter. */
const LETTER_ENTRY = 'letter'

const AWAY = { kind: 'away' } as const

const answered = <T>(value: T): EntryAnswer<T> => ({ kind: 'answered', value })

/** @throws the error of a store that is away */
function refused(error: unknown): EntryAnswer<never> {
  if (isArqError(error) && error.retryable) throw error
  return { kind: 'refused', error }
}

function foundIn(entries: ReadonlyMap<string, Entry>): JobEntries {
  const turn = entries.get(TURN_ENTRY)
  return turn
    ? { turn: decodeTurn(turn.text), turnVersion: turn.version, entries }
    : { turn: FIRST_TURN, turnVersion: undefined, entries }
}

type KeptMessage =
  | { readonly kind: 'kept'; readonly text: string | undefined }
  | Extract<Unanswered, { readonly kind: 'refused' }>

function keptMessage(message: OutgoingMessage | undefined): KeptMessage {
  try {
    return { kind: 'kept', text: message && encodeSleeping(message) }
  } catch (error) {
    return { kind: 'refused', error }
  }
}

/** A message that is kept for a suspension that is over would only take place. */
function messageChange(
  entries: ReadonlyMap<string, Entry>,
  text: string | undefined,
): readonly EntryChange[] {
  if (text !== undefined) return [{ name: MESSAGE_ENTRY, text }]
  return entries.has(MESSAGE_ENTRY) ? [{ name: MESSAGE_ENTRY, text: undefined }] : []
}
