import type { AttemptEnd, AttemptRunner } from './attempt-runner.js'
import type { Admitted, Unready } from './intake/admission.js'
import type { StoredArguments } from './intake/stored-arguments.js'
import type { Attempt } from './run/attempt.js'
import type { JobTurns } from './suspend/job-turns.js'

/** What is to become of an attempt that had its slot, and whose arguments did not come there. */
export type Unrun =
  | Unready
  /** The worker stops. */
  | { readonly kind: 'handBack' }
  /** Another message has the job. */
  | { readonly kind: 'void'; readonly attempt: Attempt }

export type StoredEnd = AttemptEnd | { readonly kind: 'unrun'; readonly instead: Unrun }

interface StoredRunsParts {
  readonly runner: Pick<AttemptRunner, 'run'>
  readonly stored: StoredArguments
  /** Absent where no job can be suspended. */
  readonly turns: Pick<JobTurns, 'mustAsk' | 'claimEarly'> | undefined
}

/**
 * Runs attempts whose arguments may lie in the payload store. They are fetched in the slot, so that no more of them are in
 * memory than jobs run; and before anything says that the attempt has begun, so that a job that has to wait for them is as
 * it was.
 */
export class StoredRuns {
  readonly #parts: StoredRunsParts

  constructor(parts: StoredRunsParts) {
    this.#parts = parts
  }

  /** Whether an attempt is still without its arguments. */
  lacksArguments(attempt: Attempt): boolean {
    return this.#parts.stored.areAbsent(attempt)
  }

  /** Fetches them before the attempt waits for its slot: its key is made of them. */
  fetch(attempt: Attempt): Promise<Unready | undefined> {
    return this.#parts.stored.fetch(attempt)
  }

  /** What was admitted in a slot, with its arguments. */
  async admitted(admitting: Admitted | Promise<Admitted>): Promise<Admitted> {
    const admitted = await admitting
    if (admitted.kind !== 'run' || !this.lacksArguments(admitted.attempt)) return admitted
    return (await this.fetch(admitted.attempt)) ?? admitted
  }

  /** @param isStopping whether nothing is to be started any more */
  run(attempt: Attempt, isStopping: () => boolean): Promise<StoredEnd> {
    return this.lacksArguments(attempt) && !attempt.delivery.isStale
      ? this.#runFetched(attempt, isStopping)
      : this.#parts.runner.run(attempt)
  }

  async #runFetched(attempt: Attempt, isStopping: () => boolean): Promise<StoredEnd> {
    const { runner, stored, turns } = this.#parts
    const unready = await stored.fetch(attempt)
    if (unready) return { kind: 'unrun', instead: unready }
    if (isStopping()) return HANDED_BACK
    // Only now: from its claim on, no other message may take its place.
    const claimed = turns?.mustAsk(attempt) === true ? await turns.claimEarly(attempt) : 'mine'
    if (claimed === 'void') return { kind: 'unrun', instead: { kind: 'void', attempt } }
    return claimed === 'away' || isStopping() ? HANDED_BACK : runner.run(attempt)
  }
}

const HANDED_BACK: StoredEnd = { kind: 'unrun', instead: { kind: 'handBack' } }
