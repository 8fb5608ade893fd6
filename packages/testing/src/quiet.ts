import type { QueueInfo, Transport } from '@arq/core'

import type { EnqueuedLog } from './enqueued-log.js'
import { failed, type Spoken } from './expectation-failed.js'
import type { JobRuns } from './job-runs.js'
import { texts } from './texts.js'
import { untilTrue } from './turns.js'

export interface QuietParts extends Spoken {
  /** Asks the broker; never cut off. */
  readonly transport: Transport
  /** The queues that the worker consumes at the moment. */
  readonly queueNames: () => Iterable<string>
  readonly runs: JobRuns
  readonly enqueued: EnqueuedLog
  readonly patienceMs: number
}

/** Looks in a row that find nothing: between two steps of a job there are turns in which no queue has it. */
const LOOKS_IN_A_ROW = 6

/** Knows whether anything is left that may run now. */
export class Quiet {
  readonly #parts: QuietParts

  constructor(parts: QuietParts) {
    this.#parts = parts
  }

  /** @throws AssertionError when something still runs when the patience is over */
  async wait(): Promise<void> {
    const { patienceMs } = this.#parts
    let looks = 0
    const isQuiet = async (): Promise<boolean> => {
      looks = (await this.#busy()).length === 0 ? looks + 1 : 0
      return looks >= LOOKS_IN_A_ROW
    }
    if (await untilTrue(isQuiet, patienceMs)) return
    const jobs = await this.#said()
    throw failed(texts.stillBusy({ patience: patienceMs, jobs }), this.#parts)
  }

  /** Queues with messages that somebody has, or takes. */
  async #busy(): Promise<readonly QueueInfo[]> {
    const { transport, queueNames } = this.#parts
    const infos = await Promise.all([...queueNames()].map((name) => transport.queueInfo(name)))
    return infos.flatMap((info) => (info && isBusy(info) ? [info] : []))
  }

  async #said(): Promise<string> {
    const running = this.#parts.runs.running.map(({ task, jobId }) => `${task} (${jobId})`)
    const waiting = (await this.#busy()).map(
      ({ name, ready, unacknowledged = 0 }) => `${String(ready + unacknowledged)} × ${name}`,
    )
    return (running.length > 0 ? running : waiting).join(', ')
  }
}

/** In a queue that nobody consumes, because it is paused, nothing is under way. */
const isBusy = ({ ready, unacknowledged = 0, consumers }: QueueInfo): boolean =>
  unacknowledged > 0 || (consumers > 0 && ready > 0)
