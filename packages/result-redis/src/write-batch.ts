import { toError } from '@arq/core'
import { WorkUnderWay } from '@arq/core/internal'

import { isTimeout } from './redis-errors.js'
import type { WriteCommand } from './write-command.js'

/** Writes in one call: keeps Redis, which does nothing else meanwhile, below about 5 ms. */
const MAX_COMMANDS = 200
/** Text in one call; a single larger record goes alone. */
const MAX_CHARACTERS = 1024 * 1024

/** Commands of one caller, which are answered together. */
interface Pending {
  readonly commands: readonly WriteCommand[]
  readonly characters: number
  readonly answer: (texts: readonly string[]) => void
  readonly reject: (error: unknown) => void
}

export interface WriteBatchOptions {
  /** One round trip: an answer for each command, in order. */
  readonly send: (commands: readonly WriteCommand[]) => Promise<readonly string[]>
  /** Waits for the next chance after a timeout; absent: timeouts are not repeated. */
  readonly recover: (() => Promise<void>) | undefined
}

/**
 * Gathers the writes of one turn of the event loop and sends them together. It never waits for more:
 * the flush comes at `process.nextTick`, before any I/O.
 */
export class WriteBatch {
  readonly #options: WriteBatchOptions
  #pending: Pending[] = []
  readonly #underWay = new WorkUnderWay()

  constructor(options: WriteBatchOptions) {
    this.#options = options
  }

  /** What `read` makes of the script's answer for this command. */
  add<T>(command: WriteCommand, read: (answer: string) => T): Promise<T> {
    // The script answers each command; a missing answer would be an empty one, which no caller accepts.
    return this.addMany([command], ([answer = '']) => read(answer))
  }

  /** The same for commands that go together; `read` is given an answer for each, in order. */
  addMany<T>(
    commands: readonly WriteCommand[],
    read: (answers: readonly string[]) => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (texts: readonly string[]): void => {
        try {
          resolve(read(texts))
        } catch (error) {
          reject(toError(error))
        }
      }
      const characters = commands.reduce((sum, { text }) => sum + text.length, 0)
      this.#pending.push({ commands, characters, answer, reject })
      if (this.#pending.length === 1) process.nextTick(() => this.#flush())
    })
  }

  /** Sends what is gathered and waits until every call has been answered or has failed. */
  async drain(): Promise<void> {
    this.#flush()
    await this.#underWay.idle()
  }

  #flush(): void {
    const pending = this.#pending
    this.#pending = []
    for (const part of inParts(pending)) void this.#send(part)
  }

  /** Never rejects. */
  async #send(part: readonly Pending[]): Promise<void> {
    this.#underWay.begin()
    try {
      await this.#settle(part)
    } catch (error) {
      const repeated = this.#repeatable(part, error)
      for (const one of part) if (!repeated.includes(one)) one.reject(error)
      if (repeated.length > 0) await this.#repeat(repeated)
    }
    this.#underWay.end()
  }

  async #repeat(part: readonly Pending[]): Promise<void> {
    try {
      await this.#options.recover?.()
      await this.#settle(part)
    } catch (error) {
      for (const one of part) one.reject(error)
    }
  }

  async #settle(part: readonly Pending[]): Promise<void> {
    const answers = await this.#options.send(part.flatMap(({ commands }) => commands))
    let first = 0
    for (const { commands, answer } of part) {
      answer(answers.slice(first, first + commands.length))
      first += commands.length
    }
  }

  #repeatable(part: readonly Pending[], error: unknown): readonly Pending[] {
    if (!isTimeout(error) || !this.#options.recover) return []
    return part.filter(({ commands }) => commands.every(({ isRepeatable }) => isRepeatable))
  }
}

function* inParts(pending: readonly Pending[]): Generator<readonly Pending[]> {
  let part: Pending[] = []
  let commands = 0
  let characters = 0
  for (const one of pending) {
    const isFull =
      commands + one.commands.length > MAX_COMMANDS || characters + one.characters > MAX_CHARACTERS
    if (part.length > 0 && isFull) {
      yield part
      part = []
      commands = 0
      characters = 0
    }
    part.push(one)
    commands += one.commands.length
    characters += one.characters
  }
  if (part.length > 0) yield part
}
