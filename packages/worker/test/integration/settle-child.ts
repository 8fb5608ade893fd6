import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Place, Witness } from './settle-witness.js'

/** A worker process that may stop for ever at one place, and what it says, line by line. */
export class SettleChild {
  readonly #child: ChildProcess
  readonly #held = new Set<string>()
  readonly #lines: string[] = []
  #onHeld: () => void = () => undefined
  #onLine: () => void = () => undefined

  constructor(witness: Witness, place?: Place) {
    const { rabbitUrl, redisUrl, keyPrefix, queueName } = witness.arq
    const program = fileURLToPath(new URL('./settle-process.js', import.meta.url))
    const parameters = [rabbitUrl, redisUrl, keyPrefix, queueName, place ?? '']
    this.#child = spawn(process.execPath, [program, ...parameters], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line)
        this.#onLine()
        const [word, jobId = '', jobTry] = line.split(' ')
        if (word === 'ran') witness.ran(jobId, Number(jobTry))
        if (word === 'held') this.#held.add(jobId)
        this.#onHeld()
      })
    }
  }

  linesWith(words: string): readonly string[] {
    return this.#lines.filter((line) => line.includes(words))
  }

  /** Resolves when that many lines have been said that have one of these words. */
  async says(words: readonly string[], count: number): Promise<void> {
    const said = (): number => words.reduce((sum, each) => sum + this.linesWith(each).length, 0)
    while (said() < count) await new Promise<void>((resolve) => (this.#onLine = resolve))
  }

  /** Resolves when that many jobs are held. */
  held(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onHeld = () => {
        if (this.#held.size >= count) resolve()
      }
      this.#onHeld()
    })
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const closed = once(this.#child, 'close')
    this.#child.kill(signal)
    await closed
  }
}
