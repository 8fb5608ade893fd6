import type { KeyName, LineStep, RateRule, StepAnswer } from '@arq/core/internal'

/** The way to the lines of keys, for one who has a place. */
export interface PlaceKeeper {
  /** Resolves when it was done, with all that follows, or when it will be done later. Never rejects. */
  settle(place: HeldPlace, step: LineStep): Promise<void>
  /** Whether a job is known to go on: by a later try than the one that holds the place. */
  goesOn(jobId: string): Promise<boolean>
  /** As {@link settle}, for a run that goes on meanwhile. */
  begin(place: HeldPlace, step: LineStep): Promise<void>
  /** Charges what the job has used, in the background and until it is done. Resolves when it was tried. */
  charge(name: KeyName, step: LineStep): Promise<void>
  /** Asks for a longer time. `undefined`: the store does not answer. */
  renew(place: HeldPlace, step: LineStep): Promise<StepAnswer | undefined>
  /** How long it takes until a moment of this process's clock. */
  untilMoment(atMs: number): number
  forget(place: HeldPlace): void
}

export interface HeldPlaceParts {
  readonly name: KeyName
  readonly jobId: string
  readonly token: string
  /** The job keeps it between its tries. */
  readonly isStrict: boolean
  /** Under a rate: that the run has begun is to be told. */
  readonly mustTellBegin?: boolean
  /** Until the run begins, and not until it ends: there is a rate alone. */
  readonly endsAtBegin?: boolean
  /** There is nothing to hold: a budget alone, of which there is something left. */
  readonly isFree?: boolean
  /** What its use is charged to; absent: the task has no budget. */
  readonly rate?: RateRule | undefined
}

/** A place under the limit of a key that a job of this worker holds: from before its slot until it is settled. */
export class HeldPlace {
  readonly name: KeyName
  readonly jobId: string
  readonly #token: string
  readonly #isStrict: boolean
  readonly #endsAtBegin: boolean
  readonly #keeper: PlaceKeeper
  #mustTellBegin: boolean
  #isOpen: boolean
  #hasBegun = false
  readonly #rate: RateRule | undefined
  /** What was told of it, and has to be brought to the store before its delivery is acknowledged. */
  #told: Promise<unknown> | undefined

  constructor(parts: HeldPlaceParts, keeper: PlaceKeeper) {
    this.name = parts.name
    this.jobId = parts.jobId
    this.#token = parts.token
    this.#isStrict = parts.isStrict
    this.#mustTellBegin = parts.mustTellBegin ?? false
    this.#endsAtBegin = parts.endsAtBegin ?? false
    this.#isOpen = parts.isFree !== true
    this.#rate = parts.rate
    this.#keeper = keeper
  }

  /** Its job has used so much. Goes on beside the run. */
  use(amounts: Readonly<Record<string, number>>): void {
    const rate = this.#rate
    if (!rate) return
    const step = { kind: 'use', rate, amounts } as const
    this.#told = Promise.all([this.#told, this.#keeper.charge(this.name, step)])
  }

  /** Its run has begun: a start of its key is used. Goes on beside the run. */
  begin(): void {
    if (!this.#isOpen || !this.#mustTellBegin) return
    this.#mustTellBegin = false
    this.#hasBegun = true
    const { jobId } = this
    this.#told = this.#keeper.begin(this, { kind: 'begin', jobId, token: this.#token })
    if (this.#endsAtBegin) this.drop()
  }

  /** The job has ended: the next one may run. Before it is acknowledged. */
  async leave(): Promise<void> {
    await this.#told
    if (!this.#isOpen) return
    this.drop()
    const { jobId } = this
    const ended = { jobId, token: this.#token, hasBegun: this.#hasBegun }
    await this.#keeper.settle(this, { kind: 'leave', ...ended })
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
    await this.#told
    if (!this.#isOpen) return
    // It is open still: what the message was to be may not be sent after all.
    this.#keeper.forget(this)
    const { jobId } = this
    const kept = { jobId, token: this.#token, hasBegun: this.#hasBegun }
    await this.#keeper.settle(this, {
      ...{ kind: 'keep', ...kept },
      inMs: this.#keeper.untilMoment(dueAtMs),
    })
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
    return this.#keeper.renew(this, { kind: 'renew', jobId: this.jobId, token: this.#token })
  }
}
