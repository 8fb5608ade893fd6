import type { Clock, Text } from '@arq/core'
import { type TextLogger, within } from '@arq/core/internal'

import type { WorkerCounts } from './reports/worker-counts.js'
import { reportError } from './run/error-report.js'
import { SIGNAL_GRACE_MS } from './run/live-attempt.js'
import { texts } from './texts.js'
import type { WorkerMachinery } from './worker-machinery.js'

/** Each step of a stop after the running jobs has so long. Longer than a round trip takes, shorter than patience. */
const STEP_LIMIT_MS = 5000

export interface StopSettings {
  /** Why: a signal, a call of `stop()`, or the end of a burst. */
  readonly reason: Text
  readonly completionWaitMs: number
  readonly gracefulTimeoutMs: number
  readonly counts: WorkerCounts
  readonly clock: Clock
  readonly logger: TextLogger
}

/** Of a burst that does not wait for what runs. */
export const NO_WAITS = { completionWaitMs: 0, gracefulTimeoutMs: 0 } as const

/**
 * Ends a worker's work in order: take nothing new → hand back what was not started → wait for what runs → past the
 * deadline, signal it and hand it back → write what is left. No step waits for longer than its limit, whatever hangs.
 */
export async function stopInOrder(worker: WorkerMachinery, stop: StopSettings): Promise<void> {
  const { processor, waiting, work, publisher, results, flows, parkedWatch, streamNews } = worker
  const { intakes, raw, suspects } = worker
  const { logger } = stop
  // Deliveries may come until the broker has answered the cancel: they are handed back as they come.
  processor.quiet()
  for (const intake of raw) intake.quiet()
  results.stopStarts()
  worker.keys?.quiet()
  work.hurry()
  waiting.handBackAll()
  const closing = stepOfStop(
    'consumers',
    Promise.all([suspects, ...intakes, ...raw].map((intake) => intake.close())),
    stop,
  )
  const { completed, failed, retried } = stop.counts
  const stopping = texts.stopping({
    reason: stop.reason,
    ...{ completed, failed, retried },
    ongoing: inHand(worker),
  })
  logger.info(stopping)
  const idle = closing.then(() => {
    // Where the broker has not answered the cancel: nobody waits for it any longer.
    for (const intake of raw) intake.handBack()
    return Promise.all([work.idle(), suspects.idle()])
  })
  if (!(await endsInTime(worker, idle, stop))) {
    logger.warn(texts.abortingRest({ running: inHand(worker) }))
    worker.running.interrupt()
    publisher.close()
    flows.close()
    results.stopEnds()
    await stepOfStop('jobs', idle, stop, SIGNAL_GRACE_MS + STEP_LIMIT_MS)
  }
  publisher.close()
  flows.close()
  if (parkedWatch) await stepOfStop('results', parkedWatch.close(), stop)
  if (streamNews) await stepOfStop('streams', streamNews.close(), stop)
}

/** What runs: jobs, and messages of others. */
export const inHand = ({ slots, raw }: Pick<WorkerMachinery, 'slots' | 'raw'>): number =>
  raw.reduce((sum, intake) => sum + intake.inHand, slots.running)

/** Waits for running jobs: first without a word, then with one. */
async function endsInTime(
  worker: WorkerMachinery,
  idle: Promise<unknown>,
  { completionWaitMs, gracefulTimeoutMs, clock, logger }: StopSettings,
): Promise<boolean> {
  if (await within(idle, completionWaitMs, clock)) return true
  const restMs = Math.max(gracefulTimeoutMs - completionWaitMs, 0)
  const seconds = restMs / 1000
  logger.info(texts.stillWaiting({ running: inHand(worker), seconds }))
  return (await within(idle, restMs, clock)) !== undefined
}

/**
 * Waits for one step of a stop. A step that fails or takes too long is logged, and the stop goes on without it.
 * @returns whether the step ended in time, and well
 */
export async function stepOfStop(
  step: string,
  work: Promise<unknown>,
  { clock, logger }: Pick<StopSettings, 'clock' | 'logger'>,
  limitMs = STEP_LIMIT_MS,
): Promise<boolean> {
  try {
    if (await within(work, limitMs, clock)) return true
    const seconds = limitMs / 1000
    logger.warn(texts.stopStepCut({ step, seconds }))
  } catch (error) {
    logger.error(reportError(error).words, { error })
  }
  return false
}
