import { type Delivery, SuspectedPoison, UnsupportedError } from '@arq/core'
import { uniqueTexts } from '@arq/core/internal'

import type { AttemptRunner } from './attempt-runner.js'
import { SuspectDelivery } from './crashes/suspect-delivery.js'
import { crashesOf } from './crashes/suspect-moves.js'
import type { Suspects } from './crashes/suspects.js'
import type { Admission, Admitted } from './intake/admission.js'
import type { QueuePauses } from './intake/queue-pauses.js'
import type { RunBudget } from './intake/run-budget.js'
import type { Slots } from './intake/slots.js'
import type { KeyPlaces } from './keys/key-places.js'
import type { ResultWriter } from './records/result-writer.js'
import type { JobReport } from './reports/job-report.js'
import type { Attempt } from './run/attempt.js'
import { isUnique } from './run/is-unique.js'
import { finalFailure, type Outcome } from './run/outcome.js'
import type { RunContext } from './run/run-context.js'
import type { OwnRetries } from './settle/own-retries.js'
import type { Settlement } from './settle/settlement.js'
import type { Settler } from './settle/settler.js'
import type { WorkInHand } from './settle/work-in-hand.js'
import type { StoredRuns, Unrun } from './stored-runs.js'
import type { JobTurns } from './suspend/job-turns.js'
import type { TakenRun, UniqueRuns } from './unique/unique-runs.js'

interface JobProcessorParts {
  readonly admission: Admission
  readonly slots: Slots<Attempt>
  readonly pauses: QueuePauses
  readonly suspects: Suspects
  readonly runner: AttemptRunner
  readonly stored: StoredRuns
  readonly settlement: Settlement
  readonly settler: Settler
  readonly results: ResultWriter
  readonly report: JobReport
  readonly work: WorkInHand
  readonly budget: RunBudget
  readonly unique: UniqueRuns
  /** Absent where no task has keys. */
  readonly keys: KeyPlaces | undefined
  /** Absent: nobody wants to know. */
  readonly retries: OwnRetries | undefined
  /** Absent where no job can be suspended. */
  readonly turns: JobTurns | undefined
}

/**
 * The way of a delivery through the worker: admission → slot → run → decide → settle.
 * A slot is free as soon as the run has ended; settling goes on beside the next job.
 */
export class JobProcessor {
  readonly #parts: JobProcessorParts
  readonly #stops = (): boolean => this.#isStopping
  #isStopping = false
  #accepted = 0

  constructor(parts: JobProcessorParts) {
    this.#parts = parts
  }

  /** Deliveries taken so far. */
  get accepted(): number {
    return this.#accepted
  }

  /** Takes a delivery; what becomes of it is this class's business from now on. Never throws. */
  accept(delivery: Delivery): void {
    const { admission, work } = this.#parts
    this.#accepted += 1
    try {
      if (this.#isStopping) {
        this.#handBack(delivery)
        return
      }
      const admitted = admission.take(delivery)
      if (admitted instanceof Promise) work.track(this.#proceedLater(delivery, admitted), delivery)
      else this.#proceed(delivery, admitted)
    } catch (error) {
      work.defect(delivery, error)
    }
  }

  /** Starts nothing from now on; what still comes goes back to the broker. */
  quiet(): void {
    this.#isStopping = true
  }

  /** Ends a job that was aborted before it had a slot. */
  endAborted(attempt: Attempt): void {
    this.#track(this.#endUnstarted(attempt, { kind: 'aborted' }), attempt)
  }

  async #proceedLater(delivery: Delivery, admitting: Promise<Admitted>): Promise<void> {
    this.#proceed(delivery, await admitting)
  }

  #proceed(delivery: Delivery, admitted: Admitted): void {
    const { work } = this.#parts
    if (this.#isStopping) this.#handBack(delivery)
    else if (admitted.kind === 'run') {
      const { attempt } = admitted
      if (attempt.policy.isKeyed) work.track(this.#enter(attempt), delivery)
      else if (this.#mustAsk(attempt)) work.track(this.#claim(attempt), delivery)
      else this.#toSlot(attempt)
    } else work.track(this.#perform(delivery, admitted), delivery)
  }

  /**
   * A suspect, for which a slot may be held, is asked about when it has come to its first step; one whose arguments lie
   * apart when they have come.
   */
  #mustAsk(attempt: Attempt): boolean {
    const { turns, stored } = this.#parts
    const isLater = attempt.delivery instanceof SuspectDelivery || stored.lacksArguments(attempt)
    return !isLater && turns?.mustAsk(attempt) === true
  }

  #toSlot(attempt: Attempt): void {
    this.#line(attempt)
    this.fillSlots()
  }

  /** A job with a key needs a place before it may wait for a slot. */
  async #enter(attempt: Attempt): Promise<void> {
    const { keys, settler, stored } = this.#parts
    const { delivery } = attempt
    const unready = await stored.fetch(attempt)
    if (unready) return this.#perform(delivery, unready)
    // By its name it could be enqueued: its client knew of no limit.
    if (isUnique(attempt)) return this.#endUnstarted(attempt, finalFailure(besideLimit(attempt)))
    const entered = (await keys?.enter(attempt)) ?? { kind: 'run' }
    switch (entered.kind) {
      case 'run':
        if (!this.#isStopping && this.#mustAsk(attempt)) return this.#claim(attempt)
        this.#toSlotUnlessStopping(attempt)
        return
      case 'waits':
        settler.handedOn(delivery)
        return
      case 'later':
        if (await settler.defer(attempt, entered.dueAtMs, entered.headers)) this.#handBack(delivery)
        return
      case 'refuse':
        return this.#endUnstarted(attempt, finalFailure(entered.error))
      case 'handBack':
        this.#handBack(delivery)
    }
  }

  /** A message of a job that may have been suspended: one of several, of which only one is to run. */
  async #claim(attempt: Attempt): Promise<void> {
    const { turns, settler } = this.#parts
    const claimed = await turns?.claimEarly(attempt)
    if (claimed === 'void') {
      await attempt.place?.leaveDuplicate()
      // Not remembered as ended: the message that has the job may have the same id.
      settler.handedOn(attempt.delivery)
    } else this.#toSlotUnlessStopping(attempt, claimed === 'away')
  }

  #toSlotUnlessStopping(attempt: Attempt, isStopping = this.#isStopping): void {
    if (!isStopping && !this.#isStopping) {
      this.#toSlot(attempt)
      return
    }
    attempt.place?.drop()
    this.#handBack(attempt.delivery)
  }

  /** Work for a job, at whose end it holds no place any more. */
  #track(work: Promise<void>, { delivery, place }: Attempt): void {
    this.#parts.work.track(place ? place.during(work) : work, delivery)
  }

  #handBack(delivery: Delivery): void {
    this.#parts.report.requeued()
    this.#parts.settler.requeue(delivery)
  }

  /** What takes no slot. */
  async #perform(delivery: Delivery, admitted: Unrun): Promise<void> {
    const { settler, report } = this.#parts
    switch (admitted.kind) {
      case 'refuse':
        return this.#endUnstarted(admitted.attempt, finalFailure(admitted.error))
      case 'defer':
        return this.#defer(admitted.attempt, admitted.dueAtMs)
      case 'awaitTask': {
        const { attempt, wait } = admitted
        report.unknownTask(attempt)
        return this.#defer(attempt, wait.dueAtMs, wait.headers)
      }
      case 'awaitStore': {
        const { attempt, wait } = admitted
        report.flowWithoutStore()
        return this.#defer(attempt, wait.dueAtMs, wait.headers)
      }
      case 'awaitKey': {
        const { attempt, wait, keyId, cause } = admitted
        report.missingKey(attempt, { keyId, waitedMs: wait.waitedMs, cause })
        return this.#defer(attempt, wait.dueAtMs, wait.headers)
      }
      case 'awaitPayload': {
        const { attempt, wait, error } = admitted
        report.missingPayload(attempt, { waitedMs: wait.waitedMs, error })
        return this.#defer(attempt, wait.dueAtMs, wait.headers)
      }
      case 'void':
        settler.handedOn(delivery)
        return
      case 'handBack':
        this.#handBack(delivery)
        return
      case 'park': {
        const isParked = await settler.parkUnreadable(delivery, admitted.error)
        report.unreadable(delivery, admitted.error, isParked)
      }
    }
  }

  async #defer(
    attempt: Attempt,
    dueAtMs: number,
    headers?: Readonly<Record<string, string>>,
  ): Promise<void> {
    const refusal = await this.#parts.settler.defer(attempt, dueAtMs, headers)
    if (refusal) await this.#endUnstarted(attempt, finalFailure(refusal))
  }

  /** Into its lane. A suspect starts before all others, or at once where everything else was kept back for it. */
  #line(attempt: Attempt): void {
    const { slots, pauses, retries } = this.#parts
    const { delivery } = attempt
    if (pauses.handsBack(delivery.queueName)) {
      attempt.place?.drop()
      this.#handBack(delivery)
      return
    }
    retries?.came(attempt.message.jobId)
    if (!(delivery instanceof SuspectDelivery)) slots.add(delivery.queueName, attempt)
    else if (delivery.place === 'again') slots.addFirst(delivery.queueName, attempt)
    else {
      slots.takeHeld(delivery.queueName)
      this.#track(this.#screen(attempt), attempt)
    }
  }

  /** Starts what waits, as far as there are slots. */
  fillSlots(): void {
    const { slots, suspects, budget } = this.#parts
    while (!budget.isSpent) {
      const attempt = slots.next()
      if (!attempt) return
      const { delivery } = attempt
      const processed = suspects.concerns(delivery) ? this.#screen(attempt) : this.#process(attempt)
      this.#track(processed, attempt)
    }
  }

  /** What a worker may have died of is moved or parked in place of its start, or starts after all. */
  async #screen(attempt: Attempt): Promise<void> {
    const { suspects, budget } = this.#parts
    const screened = await suspects.screen(attempt)
    const mayRun = !this.#isStopping && !budget.isSpent
    if (screened.kind === 'run' && mayRun) return this.#process(attempt)
    this.#freeSlot(attempt)
    if (screened.kind === 'run') this.#handBack(attempt.delivery)
    if (screened.kind === 'park') await this.#park(attempt, screened.crashes)
  }

  /** A job that kills its workers. Nothing of it runs here: others start while the store is asked, which may take long. */
  async #park(arrived: Attempt, crashes: number): Promise<void> {
    const { runner, settlement, suspects, unique } = this.#parts
    const { delivery } = arrived
    if (delivery instanceof SuspectDelivery) delivery.standAside()
    if (await suspects.spare(arrived)) return
    // Its letter has what the job was to run with.
    const taken = isUnique(arrived) ? await unique.take(arrived) : undefined
    const attempt = attemptIn(taken) ?? arrived
    const context = runner.contextOf(attempt)
    const { jobId } = attempt.message
    const outcome = finalFailure(new SuspectedPoison({ jobId, crashes }))
    const isParked = await settlement.condemn(attempt, outcome, context)
    if (!isParked) await this.#endUnparked(arrived, context)
  }

  async #endUnparked(attempt: Attempt, context: RunContext): Promise<void> {
    const { unique, settler } = this.#parts
    const isTold = !isUnique(attempt) || (await unique.releaseIfEnded(attempt))
    if (isTold) await this.#acknowledgeDuplicate(attempt, context)
    else settler.requeue(attempt.delivery)
  }

  #freeSlot(attempt: Attempt): void {
    this.#parts.slots.free(attempt.delivery.queueName)
    this.fillSlots()
  }

  /** From the slot to the end of the job. */
  async #process(attempt: Attempt): Promise<void> {
    const { stored, settlement, budget } = this.#parts
    budget.spend()
    if (isUnique(attempt)) return this.#processUnique(attempt)
    let end
    try {
      end = await stored.run(attempt, this.#stops)
    } finally {
      this.#freeSlot(attempt)
    }
    if (end.kind === 'unrun') return this.#perform(attempt.delivery, end.instead)
    if (end.kind === 'duplicate') return this.#endDuplicate(attempt, end.context)
    if (end.kind === 'obsolete') this.#parts.settler.acknowledgeObsolete(attempt)
    if (end.kind !== 'ran') return
    const flushing = end.context.flushStreams()
    if (flushing) await flushing
    const settling = settlement.ran(attempt, end.result, end.context)
    if (settling) await settling
  }

  /** The same for a job of a key: with what the store says, if it may start now. */
  async #processUnique(arrived: Attempt): Promise<void> {
    const { stored, settlement, settler, unique } = this.#parts
    const { delivery } = arrived
    let taken, end
    try {
      taken = delivery.isStale ? STALE : await unique.take(arrived)
      end = taken.kind === 'run' ? await stored.run(taken.attempt, this.#stops) : undefined
    } finally {
      this.#freeSlot(arrived)
    }
    switch (taken.kind) {
      case 'run':
        if (end?.kind === 'unrun') return this.#perform(delivery, end.instead)
        if (end?.kind === 'duplicate') return this.#endDuplicate(arrived, end.context)
        if (end?.kind === 'obsolete') settler.acknowledgeObsolete(arrived)
        if (end?.kind !== 'ran') return
        await end.context.flushStreams()
        await settlement.ran(taken.attempt, end.result, end.context)
        return
      case 'later':
        return this.#defer(arrived, taken.dueAtMs)
      case 'refused':
        return this.#endUnstarted(taken.attempt, finalFailure(taken.error))
      case 'unready':
        return this.#perform(delivery, taken.admitted)
      case 'stale':
        return
      case 'notTaken':
        this.#handBack(delivery)
        return
      case 'over': {
        // Should a worker have died before it told the next one, this one does.
        const isTold = !delivery.redelivered || (await unique.releaseIfEnded(arrived))
        if (isTold) await settler.acknowledgeDuplicate(arrived)
        else this.#handBack(delivery)
      }
    }
  }

  /** Ends a job without a run: its record is taken over, so that its end can be written. */
  async #endUnstarted(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { runner, settlement } = this.#parts
    const context = runner.contextOf(attempt)
    const begun = await runner.begin(attempt)
    if (begun === 'duplicate') await this.#endDuplicate(attempt, context)
    else if (begun === 'obsolete') this.#parts.settler.acknowledgeObsolete(attempt)
    else if (!attempt.isGivenUp) {
      const settled = begun === 'notStarted' ? HAND_BACK : outcome
      await settlement.settle(attempt, settled, context)
    }
  }

  /** One that was to run alone: whoever recorded that it kills its workers may have gone before its letter was sent. */
  async #endDuplicate(attempt: Attempt, context: RunContext): Promise<void> {
    const { results, settler } = this.#parts
    const { delivery, message } = attempt
    const isSuspect = delivery instanceof SuspectDelivery && delivery.place === 'alone'
    const found = isSuspect ? await results.condemnedBefore(message, delivery) : 'endedBefore'
    const isTold = !isUnique(attempt) || (await this.#parts.unique.releaseIfEnded(attempt))
    if (!isTold) settler.requeue(delivery)
    else if (found === 'endedBefore') await this.#acknowledgeDuplicate(attempt, context)
    else if (found === 'open') settler.requeue(delivery)
    else await this.#park(attempt, crashesOf(delivery) + 1)
  }

  async #acknowledgeDuplicate(attempt: Attempt, context: RunContext): Promise<void> {
    const { report, settler } = this.#parts
    await attempt.place?.leaveDuplicate()
    report.duplicateDelivery(attempt, context.logger)
    await settler.acknowledgeDuplicate(attempt)
  }
}

function besideLimit({ message }: Attempt): UnsupportedError {
  const { function: task } = message
  return new UnsupportedError(uniqueTexts.uniqueBesideLimit({ task }), { task })
}

/** The job with what it is to run with, as far as that could be read. */
function attemptIn(taken: TakenRun | undefined): Attempt | undefined {
  if (taken?.kind === 'unready') return attemptOf(taken.admitted)
  return taken?.kind === 'run' ? taken.attempt : undefined
}

const attemptOf = (admitted: Admitted): Attempt | undefined =>
  admitted.kind === 'park' ? undefined : admitted.attempt

const HAND_BACK: Outcome = { kind: 'handBack' }
const STALE = { kind: 'stale' } as const
