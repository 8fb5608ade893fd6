import { defaultMaxListeners, getMaxListeners, setMaxListeners } from 'node:events'

import type { StopSignal } from './stop-signal.js'

/**
 * Every call under way listens to its signal, and a program may hand one signal to all its calls. Node takes the eleventh
 * listener for a leak and warns of it, so a signal whose limit nobody has set gets none. Whoever listens stops when its
 * call ends.
 */
export function allowManyListeners(signal: StopSignal): void {
  if (!isEventTarget(signal)) return
  try {
    if (getMaxListeners(signal) === defaultMaxListeners) setMaxListeners(0, signal)
  } catch {
    // A signal that is not Node's own has no limit either.
  }
}

const isEventTarget = (signal: StopSignal): signal is AbortSignal => 'dispatchEvent' in signal
