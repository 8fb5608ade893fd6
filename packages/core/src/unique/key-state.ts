import type { Entry, EntryChange } from '../ports/entry-store.js'
import type { Instant } from '../time/instant.js'
import type { KeyedPayload } from './keyed-payload.js'

/** A job of a key. */
export interface KeyedJob {
  readonly jobId: string
  readonly enqueueTime: Instant
  readonly queueName: string
  /** When its first call came. */
  readonly firstMs: number
}

/** One that was not ended, with what it is to run with. */
export interface OpenJob extends KeyedJob {
  /** It starts not before. */
  readonly dueMs: number
  /** How many calls it stands for. */
  readonly calls: number
  /** When a message for it was last confirmed by the broker; absent: none was. */
  readonly tickedMs?: number | undefined
  /**
   * The message by which a worker has taken it: until the job ends, it or what follows from it is at the broker. Absent of
   * a job that runs: the first message that comes takes it.
   */
  readonly takenBy?: string | undefined
  readonly payload: KeyedPayload
}

/**
 * What is known of a key. A job is in it from the call that enqueues it until its end is settled: as the one that waits,
 * then as the one that runs. Of the last one that has ended its name stays.
 */
export interface KeyState {
  readonly waiting?: OpenJob | undefined
  /** It has begun, and has not ended: its tries and the pauses between them belong to it. */
  readonly running?: OpenJob | undefined
  readonly last?: KeyedJob | undefined
}

const NAMES = ['waiting', 'running', 'last'] as const

/** A state as it was read: what follows from it is written only if it still stands. */
export class ReadState {
  readonly state: KeyState
  readonly #versions: ReadonlyMap<string, string>

  constructor(entries: ReadonlyMap<string, Entry>) {
    const found = NAMES.flatMap((name) => {
      const entry = entries.get(name)
      return entry ? [[name, JSON.parse(entry.text)] as const] : []
    })
    // We have written it.
    this.state = Object.fromEntries(found) as KeyState
    this.#versions = new Map([...entries].map(([name, { version }]) => [name, version]))
  }

  /** All of a state, so that none of it is left as it was read without being seen. */
  changesTo(next: KeyState): readonly EntryChange[] {
    return NAMES.flatMap((name) => {
      const ifVersion = this.#versions.get(name) ?? null
      const value = next[name]
      if (value === undefined)
        return ifVersion === null ? guardOf(name) : { name, text: undefined, ifVersion }
      return { name, text: JSON.stringify(value), ifVersion }
    })
  }
}

/** Nothing stood there, and nothing shall. */
const guardOf = (name: string): EntryChange => ({ name, text: undefined, ifVersion: null })
