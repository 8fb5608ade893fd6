import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { RocketMQTransportSettings } from '../../src/index.js'

const PROGRAM = fileURLToPath(new URL('worker-program.js', import.meta.url))

/** A worker in a process of its own, of the built packages. */
export class WorkerProcess {
  readonly #process: ChildProcess
  readonly #closed: Promise<unknown>
  /** Resolves when it consumes. */
  readonly started: Promise<void>

  /**
   * @param store settings of its Redis result store; absent: it has none
   * @param onRun called with the number of each job that it has run
   */
  constructor(
    settings: RocketMQTransportSettings,
    store: object | undefined,
    onRun: (number: number) => void,
  ) {
    const args = [settings, ...(store ? [store] : [])].map((one) => JSON.stringify(one))
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#process = child
    this.#closed = once(child, 'close')
    this.started = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line === 'started') resolve()
        else onRun(Number(line))
      })
      child.once('exit', (code) => reject(new Error(`a worker ended with code ${code}`)))
    })
    this.started.catch(() => undefined)
  }

  /** Ends it at once, without a word to anybody. Resolves when all that it wrote is known. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#closed
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM')
    await this.#closed
  }
}
