import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { Bundle } from './setup.js'

/** A worker process and what it has said. */
export class WorkerChild {
  readonly #child: ChildProcess
  #output = ''

  constructor({ rabbitUrl, redisUrl, keyPrefix, queueName }: Bundle) {
    const program = fileURLToPath(new URL('./worker-process.js', import.meta.url))
    this.#child = spawn(process.execPath, [program, rabbitUrl, redisUrl, keyPrefix, queueName], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()))
  }

  get output(): string {
    return this.#output
  }

  /** Ends it and resolves with its exit code, `null` when a signal ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
    return this.#child.exitCode
  }
}
