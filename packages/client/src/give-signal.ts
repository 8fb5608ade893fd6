import {
  type Clock,
  type Entry,
  type EntryChange,
  type EntryStore,
  isFinal,
  JobNotFound,
  type JobRecord,
  type Lifetime,
  type ResultStore,
  type SignalAnswer,
  type Transport,
} from '@arq/core'
import {
  decideGiven,
  decodeTurn,
  jobGroup,
  MESSAGE_ENTRY,
  readSignal,
  signalEntryName,
  signalPayload,
  TURN_ENTRY,
  wakingMessage,
  writeSignal,
} from '@arq/core/internal'

import { decidedRecord } from './decided-record.js'
import { isAbout, type JobOrigin } from './job-origin.js'
import { entriesOf } from './signals-of.js'
import { startableLifetime } from './tombstone.js'

export interface SignalParts {
  readonly store: ResultStore
  readonly transport: Transport
  readonly clock: Clock
  readonly resultTtl: Lifetime
}

/** A signal as it was checked. */
export interface GivenSignal {
  readonly name: string
  readonly payload: unknown
}

/**
 * When the bell rings: a wake that is sent before the signal is stored, in case its sender dies between that and the wake
 * that follows. Longer than any call to a store lasts.
 */
const BELL_MS = 60_000

/** A group is kept at least this long: a job that has no time left to start may have started. */
const SHORTEST_MS = 3_600_000

/**
 * Gives a signal to a job: the first one is kept, and a job that waits for it is woken. The order, see ADR 32: a bell,
 * confirmed by the broker; the signal, guarded by what was read; the wake.
 * @throws JobNotFound when nothing is known of the job; UnsupportedError for a store that has no entries
 */
export async function giveSignal(
  parts: SignalParts,
  origin: JobOrigin,
  signal: GivenSignal,
): Promise<SignalAnswer> {
  const entries = entriesOf(parts.store, 'signal()')
  const record = await decidedRecord(parts, origin)
  if (!record) throw new JobNotFound({ jobId: origin.jobId })
  if (!isAbout(record, origin) || isFinal(record.status)) return 'ended'
  return new Giving(parts, entries, record, signal).run()
}

/** One call. */
class Giving {
  readonly #parts: SignalParts
  readonly #entries: EntryStore
  readonly #record: JobRecord
  readonly #signal: GivenSignal
  readonly #group: string
  readonly #name: string
  /** The turn that the bell rings for. */
  #bellFor: number | undefined

  constructor(parts: SignalParts, entries: EntryStore, record: JobRecord, signal: GivenSignal) {
    this.#parts = parts
    this.#entries = entries
    this.#record = record
    this.#signal = signal
    this.#group = jobGroup(record)
    this.#name = signalEntryName(signal.name)
  }

  /** Whoever lost a race has seen somebody else's write: each turn but the last one is another's success. */
  async run(): Promise<SignalAnswer> {
    for (;;) {
      const answer = await this.#once()
      if (answer) return answer
    }
  }

  /** @returns `undefined` when something else stood there by the time of the write */
  async #once(): Promise<SignalAnswer | undefined> {
    const names = [this.#name, TURN_ENTRY, MESSAGE_ENTRY]
    const found = await this.#entries.read(this.#group, names)
    const sleeper = sleeperOf(found)
    const standing = found.get(this.#name)
    const answer = decideGiven(standing && readSignal(standing))
    if (answer !== 'accepted') {
      // Whoever gave it may have died before the job was woken.
      if (answer === 'already' && sleeper) await this.#wake(sleeper)
      return answer
    }
    if (sleeper) await this.#ringLater(sleeper)
    if (!(await this.#write(found))) return undefined
    // It is kept: should this fail, the bell rings.
    if (sleeper) await this.#wake(sleeper).catch(() => undefined)
    return answer
  }

  /** @returns whether nothing had changed since it was read */
  async #write(found: Found): Promise<boolean> {
    const entry = this.#name
    const { payload } = this.#signal
    const given = writeSignal({ kind: 'given', atMs: this.#parts.clock.now(), payload })
    const turn = found.get(TURN_ENTRY)
    const changes: readonly EntryChange[] = [
      { name: entry, text: given, ifVersion: found.get(entry)?.version ?? null },
      // As it is: a job that is suspended anew by now, or for the first time, would not hear of the wake.
      { name: TURN_ENTRY, text: turn?.text, ifVersion: turn?.version ?? null },
    ]
    const written = await this.#entries.write(this.#group, changes, { ttlMs: this.#lifetime() })
    return written.kind === 'written'
  }

  /** Once for each turn. */
  async #ringLater({ text, turn }: Sleeper): Promise<void> {
    if (this.#bellFor === turn) return
    const { transport, clock } = this.#parts
    await transport.publish(wakingMessage(text, { turn, dueAtMs: clock.now() + BELL_MS }))
    this.#bellFor = turn
  }

  #wake({ text, turn }: Sleeper): Promise<void> {
    return this.#parts.transport.publish(wakingMessage(text, { turn }))
  }

  #lifetime(): Lifetime {
    const lifetime = startableLifetime(this.#parts, this.#record)
    return lifetime === 'forever' ? lifetime : Math.max(lifetime, SHORTEST_MS)
  }
}

type Found = ReadonlyMap<string, Entry>

/** A job that is suspended, and may be woken. */
interface Sleeper {
  /** Of its message. */
  readonly text: string
  /** Its number. */
  readonly turn: number
}

function sleeperOf(found: Found): Sleeper | undefined {
  const [turn, message] = [found.get(TURN_ENTRY), found.get(MESSAGE_ENTRY)]
  if (!turn || !message) return undefined
  const { number, isAsleep } = decodeTurn(turn.text)
  return isAsleep ? { text: message.text, turn: number } : undefined
}

/** @throws SerializationError naming the path, or the limit */
export const checkedSignal = (name: string, payload: unknown): GivenSignal => ({
  name,
  payload: signalPayload(name, payload),
})
