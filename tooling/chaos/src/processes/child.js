import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { environmentFor } from './settings.js'

const LAST_LINES = 15

/** @typedef {'client' | 'worker' | 'relay'} Program */

/**
 * A process of ours: its output goes to a file, it ends with us, and how it ended is known.
 */
export class Child {
  #process
  #log
  /** @type {string | undefined} what it was told to end by */
  asked
  isPaused = false
  /** It has been connected: before, there is nothing that a fault could harm. */
  isAtWork = false

  /**
   * @param {Program} program
   * @param {import('../contract.d.ts').ProcessSettings} settings
   * @param {string} logFolder
   */
  constructor(program, settings, logFolder) {
    this.name = settings.name
    this.#log = join(logFolder, `${settings.name}.log`)
    const file = openSync(this.#log, 'a')
    const path = fileURLToPath(new URL(`./${program}-process.js`, import.meta.url))
    this.#process = spawn(process.execPath, [path], {
      env: environmentFor(settings),
      stdio: ['ignore', file, file, 'ipc'],
    })
    closeSync(file)
    this.onMessage(({ isAtWork }) => (this.isAtWork ||= isAtWork === true))
    /** How it ended: `0`, `1`, `SIGKILL`. */
    this.ended = new Promise((/** @type {(how: string) => void} */ resolve) => {
      this.#process.once('error', (error) => resolve(error.message))
      this.#process.once('exit', (code, signal) => resolve(signal ?? String(code)))
    })
  }

  get pid() {
    return this.#process.pid
  }

  get isAlive() {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** What it tells of itself. @param {(told: import('../contract.d.ts').ToldByChild) => void} listener */
  onMessage(listener) {
    this.#process.on('message', (message) =>
      listener(/** @type {import('../contract.d.ts').ToldByChild} */ (message)),
    )
  }

  /** @param {'SIGTERM' | 'SIGKILL'} signal */
  end(signal) {
    // A SIGKILL may follow a SIGTERM, and then it is what ended it.
    this.asked = signal
    this.#process.kill(signal)
    // Paused, it would hear a SIGTERM only afterwards.
    this.resume()
  }

  /** Stops it where it is (SIGSTOP): connections stay open. */
  pause() {
    this.isPaused = true
    this.#process.kill('SIGSTOP')
  }

  resume() {
    if (!this.isPaused) return
    this.isPaused = false
    this.#process.kill('SIGCONT')
  }

  /** @returns {string} the end of its log */
  get lastWords() {
    return readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n')
  }
}
