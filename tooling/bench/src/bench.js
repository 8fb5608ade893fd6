import { constants } from 'node:os'

import { runBench } from './run-bench.js'

const ending = new AbortController()
/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of signals) {
  process.on(signal, () => {
    const code = 128 + constants.signals[signal]
    // The second one ends it at once, and leaves queues and keys behind.
    if (ending.signal.aborted) process.exit(code)
    ending.abort()
    process.exitCode = code
  })
}
const code = await runBench(process.argv.slice(2), ending)
process.exitCode ??= code
