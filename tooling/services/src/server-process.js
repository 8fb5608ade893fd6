import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { until } from './until.js'

const STOP_WITHIN_MS = 10_000

/**
 * @typedef {object} Program
 * @property {string} title for people: `RabbitMQ`
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {string} output file name in `cwd` for what it prints
 * @property {() => Promise<boolean>} isReady
 * @property {number} readyWithinMs
 * @property {number} [stopWithinMs]
 * @property {NodeJS.Signals} [stopSignal] that asks it to end. Default: SIGTERM
 */

/** One program that can be started, stopped and killed any number of times. */
export class ServerProcess {
  /** @type {Program} */
  #program
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child
  /** Resolves when the current child has ended. */
  #ended = Promise.resolve()

  /** @param {Program} program */
  constructor(program) {
    this.#program = program
  }

  get pid() {
    return this.#child?.pid
  }

  /**
   * Starts it and waits until it is ready.
   * @param {(pid: number) => void} [onSpawned]
   */
  async start(onSpawned) {
    if (this.#child) return
    const { title, isReady, readyWithinMs } = this.#program
    const spawnError = this.#spawn()
    if (this.pid !== undefined) onSpawned?.(this.pid)
    try {
      await until(
        async () => {
          if (!this.#child) throw new Error((await spawnError)?.message ?? 'it ended')
          return isReady()
        },
        { what: `${title} to answer`, withinMs: readyWithinMs },
      )
    } catch (error) {
      await this.kill()
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`${title} did not start: ${reason}\n${this.#lastOutput()}`, { cause: error })
    }
  }

  /** Asks it to end, and ends it by SIGKILL when that does not help in time. */
  async stop() {
    const { stopWithinMs = STOP_WITHIN_MS, stopSignal = 'SIGTERM' } = this.#program
    // A paused process would notice it only when it goes on.
    this.signal(stopSignal)
    this.signal('SIGCONT')
    const overdue = setTimeout(() => this.signal('SIGKILL'), stopWithinMs)
    await this.#waitForEnd()
    clearTimeout(overdue)
  }

  /** SIGKILL. */
  async kill() {
    this.signal('SIGKILL')
    await this.#waitForEnd()
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child?.kill(signal)
  }

  /** @returns {Promise<Error | undefined>} what was wrong, if it could not even be spawned */
  #spawn() {
    const { command, args, cwd, env, output } = this.#program
    mkdirSync(cwd, { recursive: true })
    const file = openSync(join(cwd, output), 'a')
    // A session of its own: Ctrl-C in the terminal is for us, and we end the server in good order.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', file, file] })
    closeSync(file)
    // Neither a forgotten server nor one in the background keeps this process alive.
    child.unref()
    this.#child = child
    /** @type {Promise<Error | undefined>} */
    const spawnError = new Promise((resolve) => {
      child.once('error', resolve)
      child.once('exit', () => resolve(undefined))
    })
    this.#ended = spawnError.then(() => {
      this.#child = undefined
    })
    return spawnError
  }

  async #waitForEnd() {
    this.#child?.ref()
    await this.#ended
  }

  #lastOutput() {
    const { cwd, output } = this.#program
    const file = join(cwd, output)
    if (!existsSync(file)) return '' // its folder was deleted meanwhile
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
  }
}
