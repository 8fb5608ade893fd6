import type { Output } from '../program.js'

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/** The terminal as one screen, whose earlier contents come back at the end. Ends when q or Ctrl-C is typed. */
export class FullScreen {
  readonly #output: Output
  readonly #controller = new AbortController()
  readonly #onKey = (key: Buffer): void => {
    if (['q', 'Q', '\u0003', '\u0004'].includes(key.toString())) this.#controller.abort()
  }
  readonly #onSignal = (): void => this.#controller.abort()

  constructor(output: Output) {
    this.#output = output
    output.write(ENTER)
    if (process.stdin.isTTY) process.stdin.setRawMode(true).on('data', this.#onKey)
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal)
  }

  /** Aborts when somebody wants it to end. */
  get ended(): AbortSignal {
    return this.#controller.signal
  }

  /** Over what stood there, so that nothing flickers. */
  draw(lines: readonly string[]): void {
    const drawn = lines.map((line) => `${line}${CLEAR_LINE}\r\n`).join('')
    this.#output.write(`${HOME}${drawn}${CLEAR_BELOW}`)
  }

  close(): void {
    if (process.stdin.isTTY) process.stdin.off('data', this.#onKey).setRawMode(false).pause()
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal)
    this.#output.write(LEAVE)
  }
}
