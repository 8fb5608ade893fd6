import { isFinal } from '../job/job.js'
import type { EntryStore } from '../ports/entry-store.js'
import type { ResultStore } from '../ports/result-store.js'
import { type Clock, systemClock } from '../time/clock.js'
import type { Lifetime } from '../time/lifetime.js'
import { pause } from '../time/pause.js'
import {
  decideOffer,
  decideRelease,
  decideTake,
  decideTicked,
  decideUntaken,
  type Offered,
  type Taken,
  type Tick,
} from './key-decisions.js'
import { type KeyState, type OpenJob, ReadState } from './key-state.js'
import type { UniqueCall } from './unique-options.js'

/** Of what there is one job at a time. */
export interface UniqueName {
  readonly task: string
  readonly key: string
}

/** A key with jobs that have not ended. */
export interface OpenKey extends UniqueName {
  readonly waiting: OpenJob | undefined
  readonly running: OpenJob | undefined
}

export interface OpenKeyPage {
  readonly keys: readonly OpenKey[]
  readonly cursor: string | undefined
}

/** A call with a key. */
export interface Offering {
  /** Makes the job that the call stands for; of the one that waits, if it takes its place. */
  readonly toOwn: (waiting: OpenJob | undefined) => OpenJob
  /** What has to be there before a worker can see the job that was made last. */
  readonly beforeWrite: () => Promise<void>
}

/** A worker with the message of a job. */
export interface Taking {
  readonly tick: Tick
  /** What stands for the job where its state is lost. */
  readonly own: () => OpenJob
  /** Whether this worker can start it with what the state says. */
  readonly canStart: (job: OpenJob) => Promise<boolean>
}

/** Its worker said that it cannot start it: the message is to be put off, and whoever gets it takes the job. */
export interface Unready {
  readonly kind: 'unready'
}

type Decided<T> = T & { readonly next?: KeyState | undefined }

const PREFIX = 'unique:'
// Neither the name of a task nor a key has one.
const SEPARATOR = '\n'

const groupOf = ({ task, key }: UniqueName): string => `${PREFIX}${task}${SEPARATOR}${key}`

/** So often it is tried again at once; then others are let through first. */
const HASTY_TRIES = 3
const LONGEST_PAUSE_MS = 64

/** The states of keys, each changed from what stands there: see `key-decisions.ts` for what becomes of it. */
export class UniqueKeys {
  readonly #entries: EntryStore
  readonly #store: Pick<ResultStore, 'getStatus'>
  readonly #clock: Clock

  constructor(entries: EntryStore, store: Pick<ResultStore, 'getStatus'>, clock: Clock) {
    this.#entries = entries
    this.#store = store
    this.#clock = clock
  }

  offer(
    name: UniqueName,
    call: UniqueCall,
    { toOwn, beforeWrite }: Offering,
    ttlMs: Lifetime,
  ): Promise<Offered> {
    return this.#change(name, ttlMs, async (found) => {
      const state = await this.#withoutStopped(found)
      const offered = decideOffer(state, call, toOwn(state.waiting), this.#clock.now())
      if (offered.kind !== 'dropped') await beforeWrite()
      return offered
    })
  }

  /** The message of this job was confirmed by the broker. */
  async ticked(name: UniqueName, jobId: string, ttlMs: Lifetime): Promise<void> {
    await this.#change(name, ttlMs, (state) => ({
      next: decideTicked(state, jobId, this.#clock.now()),
    }))
  }

  /** What is to be done with the message of a job. */
  take(
    name: UniqueName,
    { tick, own, canStart }: Taking,
    ttlMs: Lifetime,
  ): Promise<Taken | Unready> {
    return this.#change<Decided<Taken | Unready>>(name, ttlMs, async (found) => {
      const state = await this.#withoutEnded(found, tick.jobId)
      const taken = decideTake(state, tick, own, this.#clock.now())
      if (taken.kind !== 'run') return { ...taken, next: undefined }
      if (!taken.job || !tick.isFirst || (await canStart(taken.job))) return taken
      return { kind: 'unready', next: decideUntaken(state, tick.jobId) }
    })
  }

  /** A job has ended. @returns the one that may start now */
  async release(name: UniqueName, jobId: string, ttlMs: Lifetime): Promise<OpenJob | undefined> {
    const { state } = await this.#change(name, ttlMs, (found) => {
      const next = decideRelease(found, jobId)
      return { next, state: next ?? found }
    })
    return state.running ? undefined : state.waiting
  }

  /** Keys with jobs that have not ended, in no order. Each call looks at a bounded number of them. */
  async list(
    task: string | undefined,
    options: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<OpenKeyPage> {
    const prefix = task === undefined ? PREFIX : `${PREFIX}${task}${SEPARATOR}`
    const { groups, cursor } = await this.#entries.groups(prefix, options)
    const found = await this.#entries.readMany(groups)
    const keys = [...found].flatMap(([group, entries]) => {
      const { waiting, running } = new ReadState(entries).state
      const at = group.indexOf(SEPARATOR)
      const name = { task: group.slice(PREFIX.length, at), key: group.slice(at + 1) }
      return waiting || running ? [{ ...name, waiting, running }] : []
    })
    return { keys, cursor }
  }

  /** Decides from what stands there, and again when somebody else was faster. */
  async #change<T extends { readonly next?: KeyState | undefined }>(
    name: UniqueName,
    ttlMs: Lifetime,
    decide: (state: KeyState) => T | Promise<T>,
  ): Promise<T> {
    const group = groupOf(name)
    for (let tries = 1; ; tries += 1) {
      const read = new ReadState(await this.#entries.read(group))
      const decided = await decide(read.state)
      if (!decided.next) return decided
      const written = await this.#entries.write(group, read.changesTo(decided.next), { ttlMs })
      if (written.kind === 'written') return decided
      if (tries >= HASTY_TRIES) {
        const longestMs = Math.min(2 ** (tries - HASTY_TRIES), LONGEST_PAUSE_MS)
        // Of this process and its rivals, not of what a test makes of the clock.
        await pause(Math.random() * longestMs, { clock: systemClock })
      }
    }
  }

  /** One that was aborted while it waited will not run: nothing may be put into its hands. */
  async #withoutStopped(state: KeyState): Promise<KeyState> {
    const { waiting } = state
    return waiting && (await this.#hasEnded(waiting.jobId))
      ? { ...state, waiting: undefined }
      : state
  }

  /** Nobody told that it has ended, or has not yet. */
  async #withoutEnded(state: KeyState, jobId: string): Promise<KeyState> {
    const { running } = state
    return running && running.jobId !== jobId && (await this.#hasEnded(running.jobId))
      ? { ...state, running: undefined }
      : state
  }

  async #hasEnded(jobId: string): Promise<boolean> {
    const status = await this.#store.getStatus(jobId)
    return status !== undefined && isFinal(status)
  }
}
