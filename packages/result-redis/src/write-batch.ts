import { toError } from '@arq/core/internal'

import { isTimeout } from './redis-errors.js'
import type { WriteCommand } from './write-command.js'

/** Writes in one call: keeps Redis, which does nothing else meanwhile, below about 5 ms. */
const MAX_COMMANDS = 200
/** Text in one call; a single larger record goes alone. */
const MAX_CHARACTERS = 1024 * 1024

interface Pending {
  readonly command: WriteCommand
  readonly answer: (text: string) => void
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
  readonly #underWay = new Set<Promise<void>>()

  constructor(options: WriteBatchOptions) {
    this.#options = options
  }

  /** What `read` makes of the script's answer for this command. */
  add<T>(command: WriteCommand, read: (answer: string) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (text: string): void => {
        try {
          resolve(read(text))
        } catch (error) {
          reject(toError(error))
        }
      }
      this.#pending.push({ command, answer, reject })
      if (this.#pending.length === 1) process.nextTick(() => this.#flush())
    })
  }

  /** Sends what is gathered and waits until every call has been answered or has failed. */
  async drain(): Promise<void> {
    this.#flush()
    await Promise.all(this.#underWay)
  }

  #flush(): void {
    const pending = this.#pending
    this.#pending = []
    for (const part of inParts(pending)) {
      const sending = this.#send(part).finally(() => this.#underWay.delete(sending))
      this.#underWay.add(sending)
    }
  }

  async #send(part: readonly Pending[]): Promise<void> {
    try {
      await this.#settle(part)
    } catch (error) {
      const repeated = this.#repeatable(part, error)
      for (const one of part) if (!repeated.includes(one)) one.reject(error)
      if (repeated.length > 0) await this.#repeat(repeated)
    }
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
    const answers = await this.#options.send(part.map(({ command }) => command))
    // The script answers each command; a missing answer would be an empty one, which no caller accepts.
    part.forEach(({ answer }, index) => answer(answers[index] ?? ''))
  }

  #repeatable(part: readonly Pending[], error: unknown): readonly Pending[] {
    if (!isTimeout(error) || !this.#options.recover) return []
    return part.filter(({ command }) => command.isRepeatable)
  }
}

function* inParts(pending: readonly Pending[]): Generator<readonly Pending[]> {
  let part: Pending[] = []
  let characters = 0
  for (const one of pending) {
    const isFull =
      part.length >= MAX_COMMANDS ||
      (part.length > 0 && characters + one.command.text.length > MAX_CHARACTERS)
    if (isFull) {
      yield part
      part = []
      characters = 0
    }
    part.push(one)
    characters += one.command.text.length
  }
  if (part.length > 0) yield part
}
