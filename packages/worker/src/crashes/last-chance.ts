import { HOLDER_HEADER } from '@arq/core/internal'

import type { ResultWriter } from '../records/result-writer.js'
import type { Attempt } from '../run/attempt.js'
import { decodeHolder, encodeHolder } from './holder.js'
import { doubted } from './returned-alone.js'
import { crashesOf, type SuspectMoves } from './suspect-moves.js'

interface LastChancesParts {
  readonly results: ResultWriter
  readonly moves: SuspectMoves
}

/**
 * A worker may die between the moment in which it is given a job to run alone and its start: while the store is asked, which
 * may take seconds. The job's record tells, since it names the worker that began last.
 */
export class LastChances {
  readonly #parts: LastChancesParts

  constructor(parts: LastChancesParts) {
    this.#parts = parts
  }

  /**
   * Lets a job run alone once more that its dead worker has not begun, as far as the record tells: without the store it
   * may have. So only once.
   * @returns whether it does; then its delivery is settled
   */
  async give({ delivery, message }: Attempt): Promise<boolean> {
    const { results, moves } = this.#parts
    const holder = decodeHolder(delivery.headers[HOLDER_HEADER])
    const once = holder && doubted(holder)
    if (!holder || !once) return false
    if ((await results.beganBy(message, holder.workerId, delivery)) !== 'no') return false
    const { queueName } = delivery
    const marks = { crashes: crashesOf(delivery), holder: encodeHolder({ ...holder, ...once }) }
    return (await moves.move(delivery, { queueName, place: 'alone' }, marks)) !== 'refused'
  }
}
