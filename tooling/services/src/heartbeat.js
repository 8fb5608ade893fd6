const EVERY_MS = 5_000

/**
 * Shows that something long is alive: a line with the elapsed time every few seconds.
 * @param {string | (() => string)} what
 * @param {import('./contract.d.ts').Log} log
 * @returns {() => void} ends it
 */
export function heartbeat(what, log) {
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const now = typeof what === 'string' ? what : what()
    log(`${now}: still at work, ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }, EVERY_MS)
  return () => clearInterval(timer)
}
