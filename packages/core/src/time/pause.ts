import { type Clock, systemClock } from './clock.js'

export interface PauseOptions {
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined
  /** Ends the pause when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** Resolves after `delayMs`, or at once when `signal` aborts. Never rejects: the caller looks at the signal. */
export function pause(
  delayMs: number,
  { clock = systemClock, signal }: PauseOptions = {},
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve()
      return
    }
    const end = (): void => {
      timer.cancel()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = clock.setTimer(delayMs, end)
    signal?.addEventListener('abort', end)
  })
}
