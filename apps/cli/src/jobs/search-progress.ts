import type { JobPage } from '@arq/core'
import { renderText } from '@arq/core'

import { cutLine } from '../print.js'
import type { Program } from '../program.js'
import { searchTexts } from './texts.js'

/** Faster, nobody can read it. */
const INTERVAL_MS = 100

/** A line on standard error that shows how far a search is, on a terminal; elsewhere nothing. */
export class SearchProgress {
  readonly #program: Program
  #shownAtMs: number
  #isShown = false

  constructor(program: Program) {
    this.#program = program
    this.#shownAtMs = performance.now()
  }

  show({ lookedAt, ofAbout }: Pick<JobPage, 'lookedAt' | 'ofAbout'>, found: number): void {
    const { errors, language } = this.#program
    const nowMs = performance.now()
    // What ends at once has no progress to show.
    if (errors.isTerminal !== true || nowMs - this.#shownAtMs < INTERVAL_MS) return
    this.#shownAtMs = nowMs
    this.#isShown = true
    const looked = counted(lookedAt)
    const text =
      ofAbout === undefined || ofAbout < lookedAt
        ? searchTexts.progressOfMany({ looked, found })
        : searchTexts.progress({ looked, total: counted(ofAbout), found })
    errors.write(`\r\u001b[2K${cutLine(renderText(text, language), errors.width - 1)}`)
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#isShown) this.#program.errors.write('\r\u001b[2K')
  }
}

/** A large number as one reads it. */
export const counted = (count: number): string => count.toLocaleString('en')
