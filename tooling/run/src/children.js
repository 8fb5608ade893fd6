import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

const isWindows = process.platform === 'win32'

// After its end a child's output is waited for no longer than this: a process that the child left
// behind may hold it open for ever. Such a process is ended.
const OUTPUT_AFTER_END_MS = 1_000
const KILL_AFTER_MS = 5_000

/**
 * @typedef {object} Command
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitMs] ended after that
 * @property {boolean} [needsShell] on Windows, for what is a script there
 *
 * @typedef {object} Ended
 * @property {number} code 128 + n after a signal, 127 if it could not be started
 * @property {string} output both streams as they came
 */

/** The commands that run now, so that all can be ended when this process is to end. */
export class Children {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  #running = new Set()
  #isEnding = false

  /**
   * Runs a command and keeps what it prints.
   * @param {Command} command
   * @returns {Promise<Ended>}
   */
  run({ command, args, cwd, env = process.env, limitMs, needsShell = false }) {
    // Whoever asks now would only go on to its next step.
    if (this.#isEnding) return new Promise(() => undefined)
    return new Promise((resolve) => {
      let output = ''
      const child = spawn(command, args, {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that it can be ended together with what it has started.
        detached: !isWindows,
        shell: needsShell && isWindows,
      })
      this.#running.add(child)
      const limit = limitMs && setTimeout(() => this.#overrun(child, limitMs, keep), limitMs)
      /** @param {Buffer | string} chunk */
      const keep = (chunk) => {
        output += chunk.toString()
      }
      /** @param {number} code */
      const end = (code) => {
        clearTimeout(limit || undefined)
        this.#running.delete(child)
        resolve({ code, output })
      }
      child.stdout.setEncoding('utf8').on('data', keep)
      child.stderr.setEncoding('utf8').on('data', keep)
      child.once('error', (error) => {
        keep(error.message)
        end(127)
      })
      child.once('exit', (code, signal) => {
        const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0)
        const noMoreOutput = setTimeout(() => {
          signalGroup(child, 'SIGKILL')
          child.stdout.destroy()
          child.stderr.destroy()
        }, OUTPUT_AFTER_END_MS)
        child.once('close', () => {
          clearTimeout(noMoreOutput)
          end(exitCode)
        })
      })
    })
  }

  /** Ends all, with what they have started; no other can be run from now on. */
  async endAll() {
    this.#isEnding = true
    const ended = [...this.#running].map((child) => once(child, 'close'))
    this.#running.forEach((child) => this.#end(child))
    await Promise.all(ended)
  }

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {number} limitMs
   * @param {(text: string) => void} say
   */
  #overrun(child, limitMs, say) {
    say(`\nstill running after ${limitMs / 60_000} minutes: ended\n`)
    this.#end(child)
  }

  /** @param {import('node:child_process').ChildProcess} child */
  #end(child) {
    signalGroup(child, 'SIGTERM')
    const kill = () => this.#running.has(child) && signalGroup(child, 'SIGKILL')
    setTimeout(kill, KILL_AFTER_MS).unref()
  }
}

/**
 * To a child and what it has started.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    if (isWindows) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It has just ended by itself.
  }
}
