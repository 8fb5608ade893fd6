import { allowManyListeners } from './many-listeners.js'

/** Resolves when the time is over or the signal aborts, whichever comes first. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    allowManyListeners(signal)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
}
