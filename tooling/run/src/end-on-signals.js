import { constants } from 'node:os'

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Ends this process in good order on Ctrl-C and the like; at once on the second.
 * @param {(signal: NodeJS.Signals) => Promise<void>} cleanUp
 * @returns {() => void} takes it back
 */
export function endOnSignals(cleanUp) {
  let isEnding = false
  /** @param {NodeJS.Signals} signal */
  const onSignal = async (signal) => {
    const code = 128 + constants.signals[signal]
    if (isEnding) process.exit(code)
    isEnding = true
    await cleanUp(signal).catch(() => undefined)
    process.exit(code)
  }
  SIGNALS.forEach((signal) => process.on(signal, onSignal))
  return () => SIGNALS.forEach((signal) => process.off(signal, onSignal))
}
