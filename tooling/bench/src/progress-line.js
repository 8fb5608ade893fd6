const LINE_EVERY_MS = 10_000

/** What runs now, of how much: one line that is redrawn on a terminal, else a line now and then. */
export class ProgressLine {
  #total
  #stream
  #done = 0
  #startedAt = performance.now()
  #saidAt = Number.NEGATIVE_INFINITY
  #what = ''

  /**
   * @param {number} total trials
   * @param {{ isTTY?: boolean, write: (text: string) => unknown }} stream
   */
  constructor(total, stream) {
    this.#total = total
    this.#stream = stream
  }

  /** @param {string} what */
  begin(what) {
    const share = `${this.#done + 1}/${this.#total}`
    this.#what = `[${share}${this.#timeLeft()}] ${what}`
    this.#draw(this.#what)
  }

  /** How far that is which runs now. @param {string} text */
  update(text) {
    this.#draw(`${this.#what}: ${text}`)
  }

  end() {
    this.#done += 1
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K')
  }

  /** A line that stays. @param {string} text */
  say(text) {
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`)
  }

  /** @param {string} text */
  #draw(text) {
    if (this.#stream.isTTY) return void this.#stream.write(`\r\u001b[K${text}`)
    if (performance.now() - this.#saidAt < LINE_EVERY_MS) return
    this.#saidAt = performance.now()
    this.#stream.write(`${text}\n`)
  }

  #timeLeft() {
    if (this.#done === 0) return ''
    const perTrial = (performance.now() - this.#startedAt) / this.#done
    const minutes = (perTrial * (this.#total - this.#done)) / 60_000
    return minutes < 1 ? ', under a minute left' : `, about ${Math.ceil(minutes)} min left`
  }
}
