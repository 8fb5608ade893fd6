import type { Clock, Timer, Transport } from '@arq/core'
import { renderText } from '@arq/core'
import { type TextLogger, within } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { WorkerCounts } from './worker-counts.js'

/** A broker that is away must not hold up the line. */
const ANSWER_MS = 5000

interface StatisticsLineParts {
  /** 0: never. */
  readonly intervalMs: number
  readonly counts: Readonly<WorkerCounts>
  /** Jobs that run at the moment. */
  readonly ongoing: () => number
  readonly queueNames: readonly string[]
  readonly transport: Pick<Transport, 'queueInfo'>
  readonly clock: Clock
  readonly logger: TextLogger
}

/** Says from time to time what a worker has done, and what waits in its queues. Nothing while nothing changes. */
export class StatisticsLine {
  readonly #parts: StatisticsLineParts
  #timer: Timer | undefined
  #isOver = false
  #last = ''

  constructor(parts: StatisticsLineParts) {
    this.#parts = parts
  }

  start(): void {
    const { intervalMs, clock } = this.#parts
    if (intervalMs > 0) this.#timer = clock.setTimer(intervalMs, () => void this.#say())
  }

  stop(): void {
    this.#isOver = true
    this.#timer?.cancel()
  }

  async #say(): Promise<void> {
    const { counts, ongoing, logger } = this.#parts
    const queued = await this.#queued()
    if (this.#isOver) return
    const { completed, failed, retried, aborted } = counts
    const figures = { completed, failed, retried, aborted, ongoing: ongoing() }
    const text =
      queued === undefined ? texts.statistics(figures) : texts.statisticsOf({ ...figures, queued })
    const line = renderText(text)
    if (line !== this.#last) logger.info(text)
    this.#last = line
    this.start()
  }

  /** What waits at the broker, of all queues; `undefined` when the broker does not say. */
  async #queued(): Promise<number | undefined> {
    const { queueNames, transport, clock } = this.#parts
    const asked = Promise.all(queueNames.map((name) => transport.queueInfo(name))).then(
      (infos) => infos.reduce((sum, info) => sum + (info?.ready ?? 0), 0),
      () => undefined,
    )
    return (await within(asked, ANSWER_MS, clock))?.value
  }
}
