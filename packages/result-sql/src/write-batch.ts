import { toError } from '@arq/core'

import type { WriteOutcome } from './job-writer.js'
import type { WriteCommand } from './write-command.js'

/** Commands in one call of the database. */
const MAX_COMMANDS = 500
/** Text in one call; a single larger record goes alone. */
const MAX_CHARACTERS = 1024 * 1024
/**
 * Calls under way at once. What comes meanwhile goes together in the next. Two of them are slower: each is smaller, and at
 * their commits they wait for each other, because both notify (measured: 35 and 54 µs of the client, 25 and 30 of PostgreSQL).
 */
const MAX_CALLS = 1

/** Commands of one caller, which are answered together. */
interface Pending {
  readonly commands: readonly WriteCommand[]
  readonly answer: (outcomes: readonly WriteOutcome[]) => void
  readonly reject: (error: unknown) => void
}

type Send = (commands: readonly WriteCommand[]) => Promise<readonly WriteOutcome[]>

/** Gathers writes, at least those of one turn of the event loop, and sends them together. */
export class WriteBatch {
  readonly #send: Send
  #pending: Pending[] = []
  #calls = 0
  #isFlushDue = false
  #idle: (() => void)[] = []

  constructor(send: Send) {
    this.#send = send
  }

  /** Resolves with what `read` makes of the outcomes, one for each command, in order. */
  add<T>(
    commands: readonly WriteCommand[],
    read: (outcomes: readonly WriteOutcome[]) => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (outcomes: readonly WriteOutcome[]): void => {
        try {
          resolve(read(outcomes))
        } catch (error) {
          reject(toError(error))
        }
      }
      this.#pending.push({ commands, answer, reject })
      if (this.#isFlushDue) return
      this.#isFlushDue = true
      process.nextTick(() => {
        this.#isFlushDue = false
        this.#flush()
      })
    })
  }

  /** Waits until everything has been answered or has failed. */
  drain(): Promise<void> {
    this.#flush()
    if (this.#calls === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  #flush(): void {
    while (this.#pending.length > 0 && this.#calls < MAX_CALLS) {
      const count = fitting(this.#pending)
      const part = this.#pending.slice(0, count)
      this.#pending = this.#pending.slice(count)
      this.#calls += 1
      void this.#settle(part)
    }
    if (this.#calls > 0) return
    for (const tell of this.#idle.splice(0)) tell()
  }

  async #settle(part: readonly Pending[]): Promise<void> {
    try {
      const outcomes = await this.#send(part.flatMap(({ commands }) => commands))
      let first = 0
      for (const { commands, answer } of part) {
        answer(outcomes.slice(first, first + commands.length))
        first += commands.length
      }
    } catch (error) {
      for (const one of part) one.reject(error)
    }
    this.#calls -= 1
    this.#flush()
  }
}

/** How many of them go together, at least one. */
function fitting(pending: readonly Pending[]): number {
  let commands = 0
  let characters = 0
  let count = 0
  for (const one of pending) {
    commands += one.commands.length
    for (const command of one.commands) characters += command.characters
    if (count > 0 && (commands > MAX_COMMANDS || characters > MAX_CHARACTERS)) break
    count += 1
  }
  return count
}
