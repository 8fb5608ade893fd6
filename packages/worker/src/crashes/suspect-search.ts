import type { Clock, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { againQueueOf, aloneQueueOf, pause, type TextLogger } from '@arq/core/internal'

/** What a worker leaves that dies alone with a job is found within so long, by workers that know of suspects. */
const LOOK_MS = 15_000

interface SuspectSearchParts {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  /** The work queue has a queue of suspects. */
  readonly onAgain: (queueName: string) => void
  /** The work queue has jobs to run alone. */
  readonly onAlone: (queueName: string) => void
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
}

/** Looks for what workers have left that died. */
export class SuspectSearch {
  readonly #parts: SuspectSearchParts
  /** Work queues that have a queue of jobs to run alone, as far as this worker has heard. */
  readonly #watched = new Set<string>()
  #isWatching = false

  constructor(parts: SuspectSearchParts) {
    this.#parts = parts
  }

  /** Once, since most queues never have suspects: a look at a queue that is not there is an error in the broker's log. */
  async lookFirst(queueName: string): Promise<void> {
    const { transport, clock, logger, signal, onAgain } = this.#parts
    while (!signal.aborted) {
      try {
        const again = await transport.queueInfo(againQueueOf(queueName))
        if (again) onAgain(queueName)
        await this.#look(queueName)
        return
      } catch (error) {
        logger.debug(errorText(error))
      }
      await pause(LOOK_MS, { clock, signal })
    }
  }

  /** Looks at the queue of jobs to run alone, again and again from now on. */
  watch(queueName: string): void {
    this.#watched.add(queueName)
    if (this.#isWatching) return
    this.#isWatching = true
    void this.#lookOften()
  }

  async #look(queueName: string): Promise<void> {
    const { transport, signal, onAlone } = this.#parts
    const info = await transport.queueInfo(aloneQueueOf(queueName))
    if (!info || signal.aborted) return
    if (info.ready > 0) onAlone(queueName)
    this.watch(queueName)
  }

  async #lookOften(): Promise<void> {
    const { clock, logger, signal } = this.#parts
    for (;;) {
      await pause(LOOK_MS, { clock, signal })
      if (signal.aborted) return
      for (const queueName of this.#watched) {
        await this.#look(queueName).catch((error: unknown) => {
          logger.debug(errorText(error))
        })
      }
    }
  }
}
