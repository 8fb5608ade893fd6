/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Cleans up before a signal ends this process.
 * @param {() => Promise<void>} cleanUp
 * @returns {() => void} takes it back
 */
export function onSignals(cleanUp) {
  /** @param {NodeJS.Signals} signal */
  const onSignal = async (signal) => {
    await cleanUp().catch(() => undefined)
    takeBack()
    // Whoever else listens decides when to end; nobody else: the signal does what it was sent for.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const takeBack = () => SIGNALS.forEach((signal) => process.off(signal, onSignal))
  SIGNALS.forEach((signal) => process.on(signal, onSignal))
  return takeBack
}
