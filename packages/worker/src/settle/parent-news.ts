import type { Delivery } from '@arq/core'
import { isFinal } from '@arq/core'
import type { ChildEnd } from '@arq/core/internal'

import type { FlowEnds, Telling } from '../flows/flow-ends.js'
import type { RecordDraft } from '../records/job-records.js'
import type { Attempt } from '../run/attempt.js'
import type { ParkReason } from './park-reason.js'

/** Tells the parents in flows how their children have ended. */
export class ParentNews {
  readonly #ends: FlowEnds

  constructor(ends: FlowEnds) {
    this.#ends = ends
  }

  /** Whether the message is a child of a flow. */
  concern(delivery: Pick<Delivery, 'headers'>): boolean {
    return this.#ends.concerns(delivery)
  }

  /** @param ended how it has ended here; `undefined`: it had ended before, as its record says */
  tell({ delivery, message }: Attempt, ended: RecordDraft | undefined): Promise<Telling> {
    const { jobId, enqueueTime } = message
    const { headers } = delivery
    const own = ended && isFinal(ended.status) ? childEnd(ended, ended.status) : undefined
    return this.#ends.tell({ jobId, enqueueTime, headers, receipt: delivery }, own)
  }

  /** Of a message that could not be read as a job; `told` where it is nobody's child. */
  async tellOfParked(delivery: Delivery, { error, code, jobId }: ParkReason): Promise<Telling> {
    if (!this.concern(delivery)) return 'told'
    const { headers, correlationId } = delivery
    const child = { jobId: correlationId ?? jobId, enqueueTime: undefined, headers }
    const own: ChildEnd = {
      ...{ jobId: child.jobId, function: '', status: 'failed' },
      ...{ error: error.text, errorCode: code },
    }
    return this.#ends.tell({ ...child, receipt: delivery }, own)
  }
}

function childEnd(
  { jobId, functionName, result, error, errorCode }: RecordDraft,
  status: ChildEnd['status'],
): ChildEnd {
  return { jobId, function: functionName, status, result, error, errorCode }
}
