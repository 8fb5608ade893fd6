import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Bundle } from './setup.js'

/** What `enqueue-process.js` takes beside the places of a bundle. */
interface EnqueueOrders {
  readonly jobId: string
  /** At once. */
  readonly calls: number
  readonly claimLease: string
  /** It claims the id and never sends the job. */
  readonly hangs?: boolean
}

/** A client process that enqueues one id when it is told to. */
export class EnqueueChild {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  #isClosed = false
  #onChange: () => void = () => undefined

  constructor({ rabbitUrl, redisUrl, keyPrefix, queueName }: Bundle, orders: EnqueueOrders) {
    const program = fileURLToPath(new URL('./enqueue-process.js', import.meta.url))
    const all = JSON.stringify({ rabbitUrl, redisUrl, keyPrefix, queueName, ...orders })
    const child = spawn(process.execPath, [program, all], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    this.#child = child
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#lines.push(line)
      this.#onChange()
    })
    child.on('close', () => {
      this.#isClosed = true
      this.#onChange()
    })
  }

  go(): void {
    this.#child.stdin?.write('go\n')
  }

  /** Resolves with the line that begins with this word. */
  async said(word: string): Promise<string> {
    for (;;) {
      const line = this.#lines.find((each) => each.startsWith(word))
      if (line !== undefined) return line
      if (this.#isClosed) throw new Error(`it has ended without saying ${word}`)
      await new Promise<void>((resolve) => (this.#onChange = resolve))
    }
  }

  /** How many of its calls got a job. */
  async jobs(): Promise<number> {
    return Number((await this.said('jobs')).split(' ')[1])
  }

  async kill(): Promise<void> {
    if (this.#isClosed) return
    const closed = once(this.#child, 'close')
    this.#child.kill('SIGKILL')
    await closed
  }
}
