import type { Clock, JobTransition, Transport } from '@arq/core'
import { errorText, isArqError } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'
import { shortened } from './job-records.js'
import { parkedMessage } from './parked-result.js'

interface ParkedResultsParts {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
}

export interface ParkOptions {
  /** The work queue of the job. */
  readonly queueName: string
  /** For a record that is to be removed: how long there can be one, from now on. */
  readonly removesWithinMs: number | 'forever'
}

/**
 * - `parked`: the broker has it on disk.
 * - `failed`: the broker has it not, or not for certain; another try may succeed.
 * - `refused`: the broker will never take it.
 */
export type Parked = 'parked' | 'failed' | 'refused'

/** Keeps at the broker what the store does not take: a worker that dies must not take it along. */
export class ParkedResults {
  readonly #parts: ParkedResultsParts
  readonly #toldCodes = new Set<string>()

  constructor(parts: ParkedResultsParts) {
    this.#parts = parts
  }

  async park(change: JobTransition, options: ParkOptions): Promise<Parked> {
    const { transport, clock } = this.#parts
    try {
      await transport.publish(parkedMessage(change, { ...options, nowMs: clock.now() }))
      this.#toldCodes.clear()
      return 'parked'
    } catch (error) {
      this.#tell(change, error)
      return isForGood(error) ? 'refused' : 'failed'
    }
  }

  /** The same without what makes a record large, for one that fits into no message. */
  parkShortened(change: JobTransition, options: ParkOptions): Promise<Parked> {
    return this.park({ ...change, record: shortened(change.record) }, options)
  }

  /** Once for each reason, until something is parked again. */
  #tell({ record }: JobTransition, cause: unknown): void {
    const code = isArqError(cause) ? cause.code : 'unknown'
    if (this.#toldCodes.has(code)) return
    this.#toldCodes.add(code)
    const { jobId } = record
    const text = texts.parkFailed({ jobId, error: errorText(cause) })
    this.#parts.logger.error(text, { code, jobId })
  }
}

/** A transport that is closed belongs to a worker that ends: the next one takes the record. */
const isForGood = (error: unknown): boolean =>
  isArqError(error) && !error.retryable && error.code !== 'ARQ_CLOSED'
