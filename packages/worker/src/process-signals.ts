const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type StopSignal = (typeof STOP_SIGNALS)[number]

export interface SignalActions {
  /** The first one. */
  readonly onStop: (signal: StopSignal) => void
  /** A second one: somebody does not want to wait. */
  readonly onSecond: (signal: StopSignal) => void
}

/** Listens to the signals that ask a process to end. Returns how to stop listening. */
export function listenForStopSignals({ onStop, onSecond }: SignalActions): () => void {
  let hasStopped = false
  const listener = (signal: NodeJS.Signals): void => {
    const known = STOP_SIGNALS.find((name) => name === signal)
    if (!known) return
    if (hasStopped) onSecond(known)
    else onStop(known)
    hasStopped = true
  }
  allowListeners(1)
  for (const signal of STOP_SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, listener)
    allowListeners(-1)
  }
}

/**
 * Node takes more than ten listeners for a leak and warns. Each worker of a process has one, which goes when the worker
 * ends: the limit grows and shrinks with them, so that it still finds the leaks of others.
 */
function allowListeners(more: number): void {
  const most = process.getMaxListeners()
  // 0: no limit.
  if (most > 0) process.setMaxListeners(most + more)
}
