import { type Clock, systemClock } from './clock.js'

/**
 * Waits for a promise, at most `limitMs`. The work behind the promise goes on when the time is up; should it reject
 * then, nobody is told.
 * @returns `undefined` when the time was up first
 * @throws what the promise rejects with, before the time is up
 */
export function within<T>(
  promise: Promise<T>,
  limitMs: number,
  clock: Clock = systemClock,
): Promise<{ readonly value: T } | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(limitMs, () => resolve(undefined))
    promise.then(
      (value) => {
        timer.cancel()
        resolve({ value })
      },
      (error: unknown) => {
        timer.cancel()
        // The promise's own rejection is handed on as it is.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        reject(error)
      },
    )
  })
}
