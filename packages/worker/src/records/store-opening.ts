import {
  type Clock,
  errorText,
  isArqError,
  type Release,
  type ResultStore,
  type Text,
} from '@arq/core'
import { GrowingPause, type TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'

/** Waits between two tries, as between two looks for a store that goes away later. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

interface OpeningParts {
  readonly clock: Clock
  readonly logger: TextLogger
  /** Ends the wait. */
  readonly signal: AbortSignal
  /** Called once, when the first try has failed. */
  readonly onAway: (why: Text) => void
}

/**
 * Opens the result store for a worker that starts. One that is away is waited for, as the broker is: with growing pauses,
 * for ever, and the log says so once.
 * @throws what will not heal by waiting, such as a wrong password (`ARQ_STORE_AUTH`); the last failure when `signal` aborts
 */
export async function openStore(
  store: ResultStore,
  { clock, logger, signal, onAway }: OpeningParts,
): Promise<Release> {
  const pause = new GrowingPause({
    ...{ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS },
    ...{ clock, signal },
  })
  for (let isTold = false; ;) {
    try {
      const release = await store.acquire()
      if (isTold) logger.info(texts.storeFound())
      return release
    } catch (thrown) {
      if (!isArqError(thrown) || !thrown.retryable) throw thrown
      if (!isTold) {
        isTold = true
        const error = errorText(thrown)
        onAway(error)
        logger.warn(texts.storeAwaited({ error }))
      }
      await pause.wait()
      if (signal.aborted) throw thrown
    }
  }
}
