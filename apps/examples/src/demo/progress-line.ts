import { type Language, renderText } from '@arq/core'

import type { Progress } from './run-demo.js'
import { texts } from './texts.js'

const REDRAW_MS = 80
const LINE_EVERY_MS = 1000

/** How far the demo is: one line that is redrawn on a terminal, else a line every second. On standard error. */
export class ProgressLine implements Progress {
  readonly #total: number
  readonly #language: Language
  readonly #stream: NodeJS.WriteStream
  #timer: NodeJS.Timeout | undefined
  #enqueued = 0
  #ended = 0

  constructor(total: number, language: Language, stream: NodeJS.WriteStream) {
    this.#total = total
    this.#language = language
    this.#stream = stream
  }

  enqueued(): void {
    // Not before: until then there may be no connection.
    this.#timer ??= setInterval(() => this.#draw(), this.#stream.isTTY ? REDRAW_MS : LINE_EVERY_MS)
    this.#enqueued += 1
  }

  ended(): void {
    this.#ended += 1
  }

  /** The last state stays standing. */
  stop(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#draw()
    if (this.#stream.isTTY) this.#stream.write('\n')
  }

  #draw(): void {
    const counts = { total: this.#total, enqueued: this.#enqueued, ended: this.#ended }
    const text = renderText(texts.progress(counts), this.#language)
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`)
  }
}
