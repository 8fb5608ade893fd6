import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Bundle } from './setup.js'

/** What `payload-process.js` takes beside the places of a bundle. */
interface PayloadOrders {
  readonly role: 'client' | 'worker'
  readonly folder: string
  readonly holdAt?: 'put' | 'fetched' | 'running'
  readonly bytes?: number
  readonly jobId?: string
  readonly claimLease?: string
}

/** A client or a worker process that stops for ever at one place. */
export class PayloadChild {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  #isClosed = false
  #onChange: () => void = () => undefined

  constructor({ rabbitUrl, redisUrl, keyPrefix, queueName }: Bundle, orders: PayloadOrders) {
    const program = fileURLToPath(new URL('./payload-process.js', import.meta.url))
    const all = JSON.stringify({ rabbitUrl, redisUrl, keyPrefix, queueName, ...orders })
    this.#child = spawn(process.execPath, [program, all], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#lines.push(line)
      this.#onChange()
    })
    this.#child.on('close', () => {
      this.#isClosed = true
      this.#onChange()
    })
  }

  /** Resolves when it has said a line that begins so. */
  async said(words: string): Promise<void> {
    while (!this.#lines.some((line) => line.startsWith(words))) {
      if (this.#isClosed) throw new Error(`it has ended without saying ${words}`)
      await new Promise<void>((resolve) => (this.#onChange = resolve))
    }
  }

  async kill(): Promise<void> {
    if (this.#isClosed) return
    const closed = once(this.#child, 'close')
    this.#child.kill('SIGKILL')
    await closed
  }
}
