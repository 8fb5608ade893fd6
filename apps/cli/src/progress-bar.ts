import type { Output } from './program.js'

const WIDTH = 30
/** Faster, nobody can read it. */
const INTERVAL_MS = 100

/** A line that shows how far long work is, on a terminal; elsewhere nothing. */
export class ProgressBar {
  readonly #output: Output
  #drawnAtMs = 0

  constructor(output: Output) {
    this.#output = output
  }

  show(done: number, total: number): void {
    const nowMs = performance.now()
    if (this.#output.isTerminal !== true || nowMs - this.#drawnAtMs < INTERVAL_MS) return
    this.#drawnAtMs = nowMs
    const filled = Math.round((WIDTH * done) / Math.max(total, 1))
    const bar = '█'.repeat(filled).padEnd(WIDTH, '░')
    this.#output.write(`\r${bar} ${String(done)}/${String(total)}`)
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#drawnAtMs > 0) this.#output.write('\r\u001b[2K')
  }
}
