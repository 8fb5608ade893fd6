import { ResultStoreError } from '../errors/store-errors.js'
import type { JobRecord } from '../job/job.js'
import type { EncodedTransition, JobTransition, TransitionOutcome } from '../job/job-transition.js'
import type { AnnouncedJob, CreateOptions, JobIdentity } from '../ports/result-store.js'
import type { StoreCalls } from './store-calls.js'
import { unstorable } from './store-failures.js'
import type { WriteBatch } from './write-batch.js'

export const CREATE_OUTCOMES = ['created', 'exists'] as const
export const TRANSITION_OUTCOMES = ['applied', 'repeated', 'stale', 'final'] as const
const DONE_OR_NOT = ['done', 'none'] as const
/** Answers that mean that a record was written. */
const WRITTEN: ReadonlySet<string> = new Set(['created', 'applied', 'repeated'])

/** What one write was answered with: an outcome of its call, or the error that this write alone failed with. */
export type WriteOutcome = string | ResultStoreError

type Ttl = CreateOptions['ttlMs']

/** Makes a store's own form of each write. What it throws is told as a record that cannot be stored. */
export interface WriteForms<W> {
  /** Answered by {@link CREATE_OUTCOMES}. */
  readonly create: (record: JobRecord, ttlMs: Ttl) => W
  /** Answered by {@link TRANSITION_OUTCOMES}. */
  readonly transition: (change: JobTransition) => W
  /** Answered by {@link TRANSITION_OUTCOMES}. */
  readonly encoded: (change: EncodedTransition) => W
  /** Answered by `done` and `none`, as those that follow. */
  readonly replaceClaim: (claim: string, record: JobRecord, ttlMs: Ttl) => W
  readonly withdraw: (job: JobIdentity) => W
  readonly delete: (jobId: string) => W
}

export interface StoreWritesParts<W> {
  readonly calls: StoreCalls
  readonly batch: WriteBatch<W, WriteOutcome>
  readonly forms: WriteForms<W>
  /** Called after each record that was written. */
  readonly onWritten?: () => void
}

/** The writing half of the `ResultStore` port over a batch: each call becomes a write, and its answer is counted. */
export class StoreWrites<W> {
  readonly #parts: StoreWritesParts<W>

  constructor(parts: StoreWritesParts<W>) {
    this.#parts = parts
  }

  create(record: JobRecord, { ttlMs }: CreateOptions): Promise<'created' | 'exists'> {
    const { forms } = this.#parts
    return this.one(record.jobId, () => forms.create(record, ttlMs), CREATE_OUTCOMES)
  }

  /** @param toWrite the form of an announcement, answered by {@link CREATE_OUTCOMES} */
  announce(
    jobs: readonly AnnouncedJob[],
    toWrite: (job: AnnouncedJob) => W,
  ): Promise<readonly ('created' | 'exists')[]> {
    if (jobs.length === 0) return Promise.resolve([])
    const { calls, batch } = this.#parts
    return calls.run(() =>
      batch.add(jobs.map(toWrite), (outcomes) =>
        outcomes.map((outcome) => this.read(outcome, CREATE_OUTCOMES)),
      ),
    )
  }

  async replaceClaim(claim: string, record: JobRecord, { ttlMs }: CreateOptions): Promise<boolean> {
    const { calls, forms } = this.#parts
    const write = () => forms.replaceClaim(claim, record, ttlMs)
    const isReplaced = (await this.one(record.jobId, write, DONE_OR_NOT)) === 'done'
    if (isReplaced && ttlMs === 0) calls.deleted += 1
    else if (isReplaced) calls.stored += 1
    return isReplaced
  }

  async withdraw(job: JobIdentity): Promise<void> {
    await this.#remove(job.jobId, () => this.#parts.forms.withdraw(job))
  }

  delete(jobId: string): Promise<boolean> {
    return this.#remove(jobId, () => this.#parts.forms.delete(jobId))
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    const { forms } = this.#parts
    return this.one(change.record.jobId, () => forms.transition(change), TRANSITION_OUTCOMES)
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    if (changes.length === 0) return Promise.resolve([])
    const { calls, batch, forms } = this.#parts
    return calls.run(() =>
      batch.add(changes.map(forms.encoded), (outcomes) =>
        outcomes.map((outcome) =>
          outcome instanceof ResultStoreError ? outcome : this.read(outcome, TRANSITION_OUTCOMES),
        ),
      ),
    )
  }

  /** One write, for calls that not every store has. Resolves with one of the `expected` outcomes. */
  one<const T extends string>(jobId: string, build: () => W, expected: readonly T[]): Promise<T> {
    const { calls, batch } = this.#parts
    return calls.run(() => {
      let write: W
      try {
        write = build()
      } catch (error) {
        return Promise.reject(unstorable(jobId, error))
      }
      return batch.add([write], ([outcome]) => this.read(outcome, expected))
    })
  }

  /** @throws the error that the write was answered with */
  read<const T extends string>(outcome: WriteOutcome | undefined, expected: readonly T[]): T {
    if (outcome instanceof ResultStoreError) throw outcome
    const known = expected.find((each) => each === outcome)
    if (known === undefined) throw new Error(`a write was answered with ${String(outcome)}`)
    if (WRITTEN.has(known)) {
      this.#parts.calls.stored += 1
      this.#parts.onWritten?.()
    }
    return known
  }

  async #remove(jobId: string, build: () => W): Promise<boolean> {
    const isRemoved = (await this.one(jobId, build, DONE_OR_NOT)) === 'done'
    if (isRemoved) this.#parts.calls.deleted += 1
    return isRemoved
  }
}
