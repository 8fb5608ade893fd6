import type { Clock, Receipt } from '@arq/core'
import { abortControllerForMany, pause, type TextLogger, WorkUnderWay } from '@arq/core/internal'

import { reportError } from '../run/error-report.js'
import type { Settler } from './settler.js'

/** A job that met a defect waits this long before another worker may meet the same: a thousand runs an hour at most. */
const FIRST_PAUSE_MS = 1000
/** Known again by the broker's mark that the message was handed out before. */
const NEXT_PAUSE_MS = 30_000

/** A delivery, or what is left of it. */
interface Deliverable extends Receipt {
  readonly correlationId?: string | undefined
}

interface WorkInHandParts {
  readonly settler: Settler
  readonly clock: Clock
  readonly logger: TextLogger
}

/**
 * The work that was begun for deliveries. A stop waits for it. Where it fails by a defect of ours (or of a transport's or
 * a store's), the delivery goes back to its queue after a pause, and the log says so: the job is not lost, and whatever
 * the defect is, it cannot make a job run in a hot loop.
 */
export class WorkInHand {
  readonly #parts: WorkInHandParts
  readonly #underWay = new WorkUnderWay()
  readonly #hurry = abortControllerForMany()

  constructor(parts: WorkInHandParts) {
    this.#parts = parts
  }

  /** For how many deliveries work was begun that has not ended. */
  get count(): number {
    return this.#underWay.count
  }

  track(work: Promise<void>, delivery: Deliverable): void {
    this.#underWay.begin()
    work.then(this.#end, (error: unknown) => this.#endDefective(delivery, error))
  }

  /** Something was thrown before there was any work to wait for. */
  defect(delivery: Deliverable, error: unknown): void {
    this.#underWay.begin()
    this.#endDefective(delivery, error)
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#underWay.idle()
  }

  /** The worker stops: deliveries go back without a pause. */
  hurry(): void {
    this.#hurry.abort()
  }

  readonly #end = (): void => this.#underWay.end()

  #endDefective(delivery: Deliverable, error: unknown): void {
    this.#handBack(delivery, error).then(this.#end, this.#end)
  }

  async #handBack(delivery: Deliverable, error: unknown): Promise<void> {
    const { settler, clock, logger } = this.#parts
    const jobId = delivery.correlationId
    logger.error(reportError(error).words, { error, jobId })
    const pauseMs = delivery.redelivered ? NEXT_PAUSE_MS : FIRST_PAUSE_MS
    await pause(pauseMs, { clock, signal: this.#hurry.signal })
    settler.giveBackIfOpen(delivery)
  }
}
