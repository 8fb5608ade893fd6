const SILENCE_MS = 10_000

/**
 * What a person sees of a long run: a line per finished step, and a line about what is running
 * whenever nothing else was printed for ten seconds. Plain lines: a CI log has no cursor.
 */
export class Progress {
  /** @type {Map<string, number>} step → when it began */
  #running = new Map()
  /** @type {NodeJS.Timeout | undefined} */
  #heartbeat
  #write
  #isVerbose
  #isMuted = false

  /**
   * @param {{ write: (line: string) => void, isVerbose?: boolean }} options
   */
  constructor({ write, isVerbose = false }) {
    this.#write = write
    this.#isVerbose = isVerbose
  }

  /** @param {string} line */
  say(line) {
    if (this.#isMuted) return
    this.#write(line)
    this.#heartbeat?.refresh()
  }

  /**
   * Says the last line: steps that end because the run is ended are no news.
   * @param {string} line
   */
  mute(line) {
    this.say(line)
    this.#isMuted = true
  }

  /**
   * Shows `work` as a step. What it printed is shown when it failed.
   * @template {{ isOk: boolean, summary?: string, output?: string }} T
   * @param {string} name
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(name, work) {
    const startedAt = performance.now()
    this.#running.set(name, startedAt)
    this.#heartbeat ??= setInterval(() => this.#sayWhatRuns(), SILENCE_MS)
    try {
      const outcome = await work()
      const { isOk, summary = isOk ? 'ok' : 'failed', output = '' } = outcome
      const line = `${isOk ? '✓' : '✗'} ${name.padEnd(36)} ${summary.padEnd(28)}`
      this.say(`${line} ${seconds(startedAt).padStart(8)}`)
      if (!isOk || this.#isVerbose) this.#sayIndented(output)
      return outcome
    } finally {
      this.#running.delete(name)
      if (this.#running.size === 0) {
        clearInterval(this.#heartbeat)
        this.#heartbeat = undefined
      }
    }
  }

  #sayWhatRuns() {
    const steps = [...this.#running].map(([name, startedAt]) => `${name} (${seconds(startedAt)})`)
    this.#write(`… ${steps.join(', ')}`)
  }

  /** @param {string} output */
  #sayIndented(output) {
    for (const line of output.trimEnd().split('\n')) if (line) this.say(`    ${line}`)
  }
}

/** @param {number} startedAt */
function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}
