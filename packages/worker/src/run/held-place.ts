import type { KeyName, LineStep, StepAnswer } from '@arq/core/internal'

/** The way to the lines of keys, for one who has a place. */
export interface PlaceKeeper {
  /** Resolves when it was done, with all that follows, or when it will be done later. Never rejects. */
  settle(place: HeldPlace, step: LineStep): Promise<void>
  /** Whether a job is known to go on: by a later try than the one that holds the place. */
  goesOn(jobId: string): Promise<boolean>
  /** Asks for a longer time. `undefined`: the store does not answer. */
  renew(place: HeldPlace, step: LineStep): Promise<StepAnswer | undefined>
  forget(place: HeldPlace): void
}

export interface HeldPlaceParts {
  readonly name: KeyName
  readonly jobId: string
  readonly token: string
  /** The job keeps it between its tries. */
  readonly isStrict: boolean
}

/** A place under the limit of a key that a job of this worker holds: from before its slot until it is settled. */
export class HeldPlace {
  readonly name: KeyName
  readonly jobId: string
  readonly #token: string
  readonly #isStrict: boolean
  readonly #keeper: PlaceKeeper
  #isOpen = true

  constructor({ name, jobId, token, isStrict }: HeldPlaceParts, keeper: PlaceKeeper) {
    this.name = name
    this.jobId = jobId
    this.#token = token
    this.#isStrict = isStrict
    this.#keeper = keeper
  }

  /** The job has ended: the next one may run. Before it is acknowledged. */
  async leave(): Promise<void> {
    if (!this.#isOpen) return
    this.drop()
    await this.#keeper.settle(this, this.#step('leave'))
  }

  /** This delivery has nothing to do: the job has ended, or goes on by another message. Before it is acknowledged. */
  async leaveDuplicate(): Promise<void> {
    const goesOn = this.#isStrict && (await this.#keeper.goesOn(this.jobId))
    await (goesOn ? this.passOn(0) : this.leave())
  }

  /**
   * The job goes on by another message. Before this one is acknowledged.
   * @param dueAtMs when that is due; the past: now
   */
  async passOn(dueAtMs: number): Promise<void> {
    if (!this.#isStrict) return this.leave()
    if (!this.#isOpen) return
    // It is open still: what the message was to be may not be sent after all.
    this.#keeper.forget(this)
    const { jobId } = this
    await this.#keeper.settle(this, { kind: 'keep', jobId, token: this.#token, dueAtMs })
  }

  /** The job is somebody else's from now on, who gets its message: the place stays the job's. Idempotent. */
  drop(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#keeper.forget(this)
  }

  /** The same when the work for its job has ended in whatever way, also by a defect. */
  async during(work: Promise<void>): Promise<void> {
    try {
      await work
    } finally {
      this.drop()
    }
  }

  renew(): Promise<StepAnswer | undefined> {
    return this.#keeper.renew(this, this.#step('renew'))
  }

  #step(kind: 'leave' | 'renew'): LineStep {
    return { kind, jobId: this.jobId, token: this.#token }
  }
}
