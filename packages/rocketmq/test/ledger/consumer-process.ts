import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { ConsumerSettings } from '../../src/index.js'
import type { Ledger, Stored } from './ledger.js'

const PROGRAM = fileURLToPath(new URL('consumer-program.js', import.meta.url))

export interface MemberOptions extends ConsumerSettings {
  /** In the ledger. */
  readonly member: string
  readonly topic: string
  readonly group: string
  readonly ledger: Ledger
}

/** A consumer in a process of its own, of the built package. */
export class ConsumerProcess {
  readonly #process: ChildProcess
  readonly #closed: Promise<unknown>
  /** Resolves when it has joined its group. */
  readonly started: Promise<void>

  constructor({ member, ledger, ...settings }: MemberOptions) {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#process = child
    this.#closed = once(child, 'close')
    this.started = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [body = '', stored] = line.split(' ')
        if (stored === undefined) resolve()
        else ledger.enter(member, body, JSON.parse(stored) as Stored)
      })
      child.once('exit', (code) => reject(new Error(`a consumer ended with code ${code}`)))
    })
    this.started.catch(() => undefined)
  }

  /** Ends it at once, without a word to anybody. Resolves when all that it wrote is in the ledger. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#closed
  }

  /** Ends it in good order. */
  async close(): Promise<void> {
    this.#process.kill('SIGTERM')
    await this.#closed
  }
}
