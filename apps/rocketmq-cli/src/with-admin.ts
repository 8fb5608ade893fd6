import { type Admin, type AdminProgress, createAdmin } from '@arq/rocketmq'

import type { GivenFlags } from './command.js'
import { connectionSettings } from './connection-settings.js'
import type { Program } from './program.js'

/** What calls of a command take: its signal, and a line on the terminal that says how far they have come. */
export interface Calls {
  readonly signal: AbortSignal
  readonly onProgress: (progress: AdminProgress) => void
}

/** Runs a command's work with an admin client, and closes that at the end. */
export async function withAdmin<T>(
  flags: GivenFlags,
  program: Program,
  work: (admin: Admin, calls: Calls) => Promise<T>,
): Promise<T> {
  const admin = createAdmin(await connectionSettings(flags, program))
  const line = new ProgressLine(program)
  const calls = {
    signal: program.signal,
    onProgress: (progress: AdminProgress) => line.show(progress),
  }
  try {
    return await work(admin, calls)
  } finally {
    await line.clear()
    await admin.close()
  }
}

const CLEAR_LINE = '\r\u001b[K'
/** What is over sooner needs no line. */
const SHOW_AFTER_MS = 500

/** One line on a terminal that is written over and over; nothing where no person looks. */
class ProgressLine {
  readonly #program: Program
  readonly #startedAt: number
  #isShown = false

  constructor(program: Program) {
    this.#program = program
    this.#startedAt = program.now()
  }

  show({ done, total, last }: AdminProgress): void {
    const { errors, now } = this.#program
    if (!errors.isTerminal || now() - this.#startedAt < SHOW_AFTER_MS) return
    const text = `${done}${total === undefined ? '' : `/${total}`} ${last}`
    this.#isShown = true
    void errors.write(`${CLEAR_LINE}${text.slice(0, errors.width - 1)}`)
  }

  async clear(): Promise<void> {
    if (!this.#isShown) return
    this.#isShown = false
    await this.#program.errors.write(CLEAR_LINE)
  }
}
