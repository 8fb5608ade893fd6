import { atEndOfTurn } from '#platform'

import { toError } from '../errors/to-error.js'
import { fittingCount, type PartLimits } from './in-parts.js'

/** Writes of one caller, which are answered together. */
interface Pending<W, A> {
  readonly writes: readonly W[]
  readonly characters: number
  readonly answer: (answers: readonly A[]) => void
  readonly reject: (error: unknown) => void
}

/** When writes whose call failed are sent a second time. Those of a caller go together, or not at all. */
export interface WriteRepetition<W> {
  readonly mayRepeat: (error: unknown, writes: readonly W[]) => boolean
  /** Waits for the next chance. */
  readonly recover: () => Promise<void>
}

export interface WriteBatchParts<W, A> {
  /** One round trip: an answer for each write, in order. */
  readonly send: (writes: readonly W[]) => Promise<readonly A[]>
  /** Of one write, in text. */
  readonly charactersOf: (write: W) => number
  /** Writes in one call; what one caller gives together is never divided. */
  readonly maxWrites: number
  /** Text in one call; a single larger write goes alone. */
  readonly maxCharacters: number
  /** Calls under way at once; what comes meanwhile goes together in the next. */
  readonly maxCalls: number
  /** Absent: what failed has failed. */
  readonly repetition?: WriteRepetition<W> | undefined
}

/**
 * Gathers writes, at least those of one turn of the event loop, and sends them together. While a call is free it never
 * waits for more: the flush comes at the end of the turn, before any I/O.
 */
export class WriteBatch<W, A> {
  readonly #parts: WriteBatchParts<W, A>
  readonly #limits: PartLimits<Pending<W, A>>
  #pending: Pending<W, A>[] = []
  #calls = 0
  #isFlushDue = false
  #idle: (() => void)[] = []

  constructor(parts: WriteBatchParts<W, A>) {
    this.#parts = parts
    this.#limits = {
      maxItems: parts.maxWrites,
      maxCharacters: parts.maxCharacters,
      sizeOf: ({ writes, characters }) => ({ items: writes.length, characters }),
    }
  }

  /** Resolves with what `read` makes of the answers, one for each write, in order. */
  add<T>(writes: readonly W[], read: (answers: readonly A[]) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (answers: readonly A[]): void => {
        try {
          resolve(read(answers))
        } catch (error) {
          reject(toError(error))
        }
      }
      let characters = 0
      for (const write of writes) characters += this.#parts.charactersOf(write)
      this.#pending.push({ writes, characters, answer, reject })
      if (this.#isFlushDue) return
      this.#isFlushDue = true
      atEndOfTurn(() => {
        this.#isFlushDue = false
        this.#flush()
      })
    })
  }

  /** Sends what is gathered and waits until everything has been answered or has failed. */
  drain(): Promise<void> {
    this.#flush()
    if (this.#calls === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  #flush(): void {
    while (this.#pending.length > 0 && this.#calls < this.#parts.maxCalls) {
      const count = fittingCount(this.#pending, this.#limits)
      const part = this.#pending.slice(0, count)
      this.#pending = this.#pending.slice(count)
      this.#calls += 1
      void this.#settle(part)
    }
    if (this.#calls > 0) return
    for (const tell of this.#idle.splice(0)) tell()
  }

  /** Never rejects. */
  async #settle(part: readonly Pending<W, A>[]): Promise<void> {
    const { repetition } = this.#parts
    try {
      await this.#send(part)
    } catch (error) {
      const isRepeated = ({ writes }: Pending<W, A>): boolean =>
        repetition?.mayRepeat(error, writes) === true
      for (const one of part) if (!isRepeated(one)) one.reject(error)
      await this.#repeat(part.filter(isRepeated))
    }
    this.#calls -= 1
    this.#flush()
  }

  async #repeat(part: readonly Pending<W, A>[]): Promise<void> {
    if (part.length === 0) return
    try {
      await this.#parts.repetition?.recover()
      await this.#send(part)
    } catch (error) {
      for (const one of part) one.reject(error)
    }
  }

  async #send(part: readonly Pending<W, A>[]): Promise<void> {
    const answers = await this.#parts.send(part.flatMap(({ writes }) => writes))
    let first = 0
    for (const { writes, answer } of part) {
      answer(answers.slice(first, first + writes.length))
      first += writes.length
    }
  }
}
