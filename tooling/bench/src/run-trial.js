import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('trial-process.js', import.meta.url))
/** A trial that takes longer hangs: jobs were lost, or something waits for what never comes. */
const LONGEST_MINUTES = 10
const KEPT_OUTPUT = 4000

/**
 * @typedef {{ values: import('./contract.d.ts').Values } | { error: string }} Answer
 * @typedef {{ progress: string }} Progress
 */

/**
 * Runs one trial in a child process.
 * @param {import('./contract.d.ts').Trial} trial
 * @param {{ signal: AbortSignal, onOutput: (text: string) => void,
 *   onProgress: (text: string) => void, longestMinutes?: number | undefined }} options
 * @returns {Promise<import('./contract.d.ts').Values>}
 */
export async function runTrial(trial, { signal, onOutput, onProgress, longestMinutes }) {
  const minutes = longestMinutes ?? LONGEST_MINUTES
  signal.throwIfAborted()
  const child = fork(CHILD, [], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]),
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-KEPT_OUTPUT)))
  }
  /** @type {Answer | undefined} */
  let answer
  child.on('message', (sent) => {
    const message = /** @type {Answer | Progress} */ (sent)
    if ('progress' in message) onProgress(message.progress)
    else answer = message
  })
  child.send(trial)
  const what = `${trial.scenario}, ${trial.contestant}, ${trial.step}`
  try {
    await once(child, 'close')
  } catch (error) {
    signal.throwIfAborted()
    throw new Error(`${what}: ended after ${minutes} minutes\n${output}`, {
      cause: error,
    })
  }
  if (answer && 'values' in answer) {
    if (output !== '') onOutput(`${what}: ${output.trimEnd()}`)
    return answer.values
  }
  const reason = answer?.error ?? `ended by itself with code ${child.exitCode}`
  throw new Error([`${what}: ${reason}`, output].filter(Boolean).join('\n'))
}
