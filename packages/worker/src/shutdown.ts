import type { Clock, Logger } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import type { ConfirmedPublisher } from './confirmed-publisher.js'
import type { JobProcessor } from './job-processor.js'
import { messages } from './messages.js'
import type { QueueIntake } from './queue-intake.js'
import type { ResultWriter } from './result-writer.js'

interface ShutdownParts {
  readonly intakes: readonly QueueIntake[]
  readonly processor: JobProcessor
  readonly publisher: ConfirmedPublisher
  readonly results: ResultWriter
  readonly clock: Clock
  readonly logger: Logger
  /** Why: a signal, or a call of `stop()`. */
  readonly reason: string
  readonly completionWaitMs: number
  readonly gracefulTimeoutMs: number
}

/**
 * Ends a worker in order: take nothing new → hand back what was not started → wait for what runs → past the deadline,
 * signal it and hand it back → write and settle what is left.
 */
export async function stopInOrder(parts: ShutdownParts): Promise<void> {
  const { processor, publisher, results, logger } = parts
  // Before the broker has answered the cancel, deliveries may still come: they are handed back as they do.
  const handedBack = processor.quiet()
  await Promise.all(parts.intakes.map((intake) => intake.close()))
  const running = processor.running
  const stopping = messages.stopping({ reason: parts.reason, running, waiting: handedBack })
  logger.info(renderMessage(stopping))

  const idle = processor.idle()
  if (!(await endsWithin(idle, parts.completionWaitMs, parts.clock))) {
    const restMs = Math.max(parts.gracefulTimeoutMs - parts.completionWaitMs, 0)
    const waiting = messages.stillWaiting({ running: processor.running, seconds: restMs / 1000 })
    logger.info(renderMessage(waiting))
    if (!(await endsWithin(idle, restMs, parts.clock))) {
      logger.warn(renderMessage(messages.abortingRest({ running: processor.running })))
      processor.interrupt()
      publisher.close()
      results.stopWaiting()
      await idle
    }
  }
  publisher.close()
  await results.close()
}

async function endsWithin(work: Promise<void>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(ms, () => resolve(false))
    void work.then(() => {
      timer.cancel()
      resolve(true)
    })
  })
}
