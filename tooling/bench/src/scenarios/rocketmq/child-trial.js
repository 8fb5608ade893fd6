import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A trial that takes longer hangs. */
const LONGEST_MS = 600_000

/**
 * Runs a trial in a process of its own: what it costs is what that process used.
 * @param {string} file a program that calls {@link answerTrial}
 * @param {{ line: string, [parameter: string]: unknown }} trial
 * @returns {Promise<import('../../contract.d.ts').Values>}
 */
export async function forkTrial(file, trial) {
  const signal = AbortSignal.timeout(LONGEST_MS)
  const child = fork(file, ['--child'], { execArgv: ['--expose-gc'], signal })
  child.send(trial)
  const [answer] = await Promise.race([once(child, 'message'), endOf(child)])
  await once(child, 'close')
  if ('error' in answer) throw new Error(`${trial.line}: ${answer.error}`)
  return answer.values
}

/**
 * Measures the trial that this process was forked for, answers, and ends.
 * @template Trial
 * @param {(trial: Trial) => Promise<import('../../contract.d.ts').Values>} measure
 */
export function answerTrial(measure) {
  process.once('message', (/** @type {Trial} */ trial) => {
    const answer = (/** @type {object} */ message) =>
      // Whatever a library still holds open must not keep this process.
      process.send?.(message, undefined, {}, () => process.exit(0))
    measure(trial).then(
      (values) => answer({ values }),
      (error) => answer({ error: error instanceof Error ? error.stack : String(error) }),
    )
  })
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<never>}
 */
async function endOf(child) {
  const [code] = await once(child, 'exit')
  throw new Error(`the process of a trial ended by itself with code ${code}`)
}
