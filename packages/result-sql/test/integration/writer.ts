import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A process that writes to a store, and says in a line each what it was told is kept. */
export class Writer {
  readonly written: string[] = []
  readonly #child
  readonly #ended
  #look: () => void = () => undefined

  /** @param program of the folder `programs` */
  constructor(program: string, ...args: readonly string[]) {
    const path = join(import.meta.dirname, 'programs', program)
    this.#child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#ended = once(this.#child, 'exit')
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.written.push(line)
      this.#look()
    })
  }

  /** Resolves when it has written so many more; rejects when it ends by itself. */
  async more(count: number): Promise<void> {
    const wanted = this.written.length + count
    const reached = new Promise<void>((resolve) => {
      this.#look = () => {
        if (this.written.length >= wanted) resolve()
      }
    })
    const ended = this.#ended.then(() => Promise.reject(new Error('a writer ended by itself')))
    await Promise.race([reached, ended])
  }

  /** From now on it does nothing, and keeps what it has open. */
  stop(): void {
    this.#child.kill('SIGSTOP')
  }

  goOn(): void {
    this.#child.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
