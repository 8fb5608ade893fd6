import { utf8Length } from '#platform'

import { cutToUtf8 } from '../texts/cut-to-utf8.js'

/** What a line that was cut ends with. */
const CUT = ' …'

/** The last log lines of an attempt, as its record keeps them. */
export interface JobLog {
  /** One text for each line: time, level, message, fields. */
  readonly lines: readonly string[]
  /** Earlier lines that had no room. */
  readonly dropped: number
}

/** The last lines of a log, up to a number of bytes. An older line makes room for a newer one: the end tells why a job failed. */
export class KeptLines {
  readonly #limitBytes: number
  readonly #lines: string[] = []
  readonly #sizes: number[] = []
  #bytes = 0
  #dropped = 0

  /** @param limitBytes of all lines together, in UTF-8, each with its line break */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** What is kept now. */
  get kept(): JobLog {
    return { lines: [...this.#lines], dropped: this.#dropped }
  }

  add(line: string): void {
    const cut = fitting(line, this.#limitBytes - 1)
    const bytes = utf8Length(cut) + 1
    this.#lines.push(cut)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    while (this.#bytes > this.#limitBytes && this.#lines.length > 1) {
      this.#lines.shift()
      this.#bytes -= this.#sizes.shift() ?? 0
      this.#dropped += 1
    }
  }
}

function fitting(line: string, mostBytes: number): string {
  if (utf8Length(line) <= mostBytes) return line
  const room = Math.max(0, mostBytes - utf8Length(CUT))
  return cutToUtf8(line, room) + CUT
}
