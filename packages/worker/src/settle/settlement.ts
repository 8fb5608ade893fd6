import type { JobReport } from '../reports/job-report.js'
import type { Attempt } from '../run/attempt.js'
import type { FailedOutcome, Outcome, RunResult } from '../run/outcome.js'
import type { RunContext } from '../run/run-context.js'
import type { JointEnds } from './joint-ends.js'
import type { OwnRetries } from './own-retries.js'
import { sealedOutcome } from './sealed-outcome.js'
import type { Settler } from './settler.js'
import type { StoredPayloads } from './stored-payloads.js'

interface SettlementParts {
  /** What becomes of a job after its run. */
  readonly decide: (attempt: Attempt, result: RunResult) => Outcome
  readonly settler: Settler
  readonly together: JointEnds
  readonly report: JobReport
  /** Present where somebody wants to be called once the end of a job is stored: then each is settled by itself. */
  readonly afterEnd: ((context: RunContext) => Promise<void>) | undefined
  /** Absent: nobody wants to know. */
  readonly retries: OwnRetries | undefined
  /** Absent: this worker has no payload store. */
  readonly payloads: StoredPayloads | undefined
}

/** The last part of a job's way: decide → settle, by itself or together with others → tell. */
export class Settlement {
  readonly #parts: SettlementParts

  constructor(parts: SettlementParts) {
    this.#parts = parts
  }

  /** @returns `undefined` when nothing of this job is left to wait for: it is settled, or will be with others */
  ran(attempt: Attempt, result: RunResult, context: RunContext): Promise<void> | undefined {
    const { decide, settler, together, report, afterEnd, payloads } = this.#parts
    const outcome = decide(attempt, result)
    if (outcome.kind !== 'completed' || afterEnd || settler.mustRetire(attempt))
      return this.#alone(attempt, outcome, context)
    if (settler.endUntold(attempt)) {
      report.settled(attempt, outcome, context)
      return undefined
    }
    const value = sealedResult(attempt, outcome.result)
    const isAlone = settler.isChild(attempt) || payloads?.concerns(attempt, value) === true
    if (isAlone || !together.takes(attempt, value, context))
      return this.#alone(attempt, outcome, context)
    return undefined
  }

  /** A job that ends without a run. */
  async settle(attempt: Attempt, outcome: Outcome, context: RunContext): Promise<void> {
    const { settler, report, retries, payloads } = this.#parts
    const { jobId } = attempt.message
    // Before it is sent: it may come back before the broker's confirm.
    if (outcome.kind === 'retry') retries?.sent(jobId, outcome.delayMs)
    if (outcome.kind === 'suspended') retries?.sentUntil(jobId, outcome.wait.untilMs)
    const sealed = sealedOutcome(attempt, outcome)
    const kept = payloads ? await payloads.kept(attempt, sealed) : sealed
    const settled = await settler.settle(attempt, kept)
    if (settled.kind !== outcome.kind) retries?.came(jobId)
    // The log of this process and who listens in it are told in the clear.
    report.settled(attempt, settled.kind === outcome.kind ? outcome : settled, context)
    await payloads?.settled(attempt, settled)
  }

  /**
   * A job that is said to kill its workers.
   * @returns whether it is settled; not when it has ended otherwise
   */
  async condemn(attempt: Attempt, outcome: FailedOutcome, context: RunContext): Promise<boolean> {
    const { settler, report, retries } = this.#parts
    const sealed = sealedOutcome(attempt, outcome) as FailedOutcome
    const settled = await settler.condemn(attempt, sealed)
    if (!settled) return false
    if (settled.kind !== outcome.kind) retries?.came(attempt.message.jobId)
    report.settled(attempt, settled === sealed ? outcome : settled, context)
    return true
  }

  async #alone(attempt: Attempt, outcome: Outcome, context: RunContext): Promise<void> {
    await this.settle(attempt, outcome, context)
    if (outcome.kind !== 'suspended') await this.#parts.afterEnd?.(context)
  }
}

const sealedResult = ({ seal }: Attempt, result: unknown): unknown =>
  seal ? seal.value(result, 'result') : result
