import { allowManyListeners } from '../flow/many-listeners.js'

/** The time and the signal of a send: what ends a wait before anything is sent. */
export interface TimeLimit {
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number
  readonly signal: AbortSignal | undefined
  readonly onTimeout: () => Error
  readonly onAbort: () => Error
}

/** Calls `giveUp` when the time is over or the signal comes. Returns the function that stops watching. */
export function watchLimit(limit: TimeLimit, giveUp: (error: Error) => void): () => void {
  const { deadlineMs, signal, onTimeout, onAbort } = limit
  const end = (error: Error): void => {
    stop()
    giveUp(error)
  }
  const onSignal = (): void => end(onAbort())
  const leftMs = Math.max(0, deadlineMs - performance.now())
  const timer = setTimeout(() => end(onTimeout()), leftMs)
  const stop = (): void => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onSignal)
  }
  if (signal) allowManyListeners(signal)
  signal?.addEventListener('abort', onSignal, { once: true })
  if (signal?.aborted === true) onSignal()
  return stop
}

/** What `work` comes to, unless the limit comes first; the work itself then goes on, and nobody waits for it. */
export function withinLimit<T>(work: Promise<T>, limit: TimeLimit): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = watchLimit(limit, reject)
    work.finally(stop).then(resolve, reject)
  })
}

/** Waits, unless the limit comes first. */
export function pauseWithin(ms: number, limit: TimeLimit): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      resolve()
    }, ms)
    const stop = watchLimit(limit, (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}
