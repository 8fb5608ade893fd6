import type { Clock, Logger, OutgoingMessage, Transport } from '@arq/core'
import { isArqError, localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000

interface ConfirmedPublisherOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Publishes what a job leaves behind, again and again until the broker has confirmed it: the job is acknowledged only
 * then. Gives up when its delivery has become pointless (somebody else has the job by now) or the worker ends.
 */
export class ConfirmedPublisher {
  readonly #options: ConfirmedPublisherOptions
  readonly #pauses = new Set<() => void>()
  #isClosed = false

  constructor(options: ConfirmedPublisherOptions) {
    this.#options = options
  }

  /** Whether the broker has it. */
  async publish(message: OutgoingMessage, isPointless: () => boolean): Promise<boolean> {
    const { transport, logger } = this.#options
    let pauseMs = FIRST_PAUSE_MS
    let saidCode: string | undefined
    for (;;) {
      try {
        await transport.publish(message)
        return true
      } catch (error) {
        const code = isArqError(error) ? error.code : 'unknown'
        if (code !== saidCode) {
          saidCode = code
          const words = localizedMessage(error, 'en')
          const text = messages.followUpFailed({ queue: message.queueName, error: words })
          logger.error(renderMessage(text), { code, jobId: message.correlationId })
        }
      }
      if (this.#isClosed || isPointless()) return false
      await this.#pause(pauseMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  /** No further tries: what is not confirmed by now is handed back to the queue. */
  close(): void {
    this.#isClosed = true
    for (const end of this.#pauses) end()
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        timer.cancel()
        this.#pauses.delete(end)
        resolve()
      }
      const timer = this.#options.clock.setTimer(ms, end)
      this.#pauses.add(end)
    })
  }
}
