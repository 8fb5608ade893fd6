import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

import { rootDir } from './repository.js'

/**
 * Runs a Node program in this terminal.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code; 128 + n after a signal
 */
export async function runInForeground(args, env) {
  const child = spawn(process.execPath, args, { cwd: rootDir, stdio: 'inherit', env })
  // Ctrl-C reaches the program by itself, which decides what to do with it; we wait for it.
  const ignore = () => undefined
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  process.on('SIGINT', ignore).on('SIGTERM', forward)
  const [code, signal] = /** @type {[number | null, NodeJS.Signals | null]} */ (
    await once(child, 'exit')
  )
  process.off('SIGINT', ignore).off('SIGTERM', forward)
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}
