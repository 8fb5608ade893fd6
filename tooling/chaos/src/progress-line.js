const LINE_EVERY_MS = 15_000

/** How far a run is: one line that is redrawn on a terminal, else a line now and then. */
export class ProgressLine {
  #stream
  #saidAt = Number.NEGATIVE_INFINITY

  /** @param {{ isTTY?: boolean, write: (text: string) => unknown }} stream */
  constructor(stream) {
    this.#stream = stream
  }

  /** @param {string} text */
  update(text) {
    if (this.#stream.isTTY) return void this.#stream.write(`\r\u001b[K${text}`)
    if (performance.now() - this.#saidAt < LINE_EVERY_MS) return
    this.#saidAt = performance.now()
    this.#stream.write(`${text}\n`)
  }

  /** A line that stays. @param {string} text */
  say(text) {
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`)
  }
}
