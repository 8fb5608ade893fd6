import { constants } from 'node:os'

import { runChaos } from './run-chaos.js'

const ending = new AbortController()
/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of signals) {
  process.on(signal, () => {
    const code = 128 + constants.signals[signal]
    // The second one ends it at once; servers and processes end with it all the same.
    if (ending.signal.aborted) process.exit(code)
    ending.abort()
    process.exitCode = code
  })
}
const code = await runChaos(process.argv.slice(2), { signal: ending.signal })
process.exitCode ??= code
