import { ClosedError } from '../errors/errors.js'
import type { Text } from '../texts/text.js'

export interface ConsumerLifeParts {
  /** Whose life it is, for errors. */
  readonly name: Text
  /** Joins the group. */
  readonly join: () => Promise<void>
  /** Leaves it again, as far as the join has come. Never rejects. */
  readonly leave: () => Promise<void>
}

/** Starts and ends a consumer, each once: a start that fails ends it, and a close waits for a start that is under way. */
export class ConsumerLife {
  readonly #parts: ConsumerLifeParts
  #state: 'idle' | 'running' | 'over' = 'idle'
  #starting: Promise<void> | undefined
  /** The join alone, without what a failure of it leads to. */
  #joining: Promise<void> | undefined
  #closing: Promise<void> | undefined

  constructor(parts: ConsumerLifeParts) {
    this.#parts = parts
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /** @throws {@link ClosedError} after `close`; what the join throws */
  start(): Promise<void> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  /** Begins at once where the member has joined: nothing that comes after this call is taken for earlier. */
  close(): Promise<void> {
    if (this.#closing) return this.#closing
    // There before the end begins: who is told of it may call this again.
    let begin = (): void => undefined
    this.#closing = new Promise((resolve) => {
      begin = () => resolve(this.#close())
    })
    begin()
    return this.#closing
  }

  async #start(): Promise<void> {
    const { name, join } = this.#parts
    if (this.#closing) throw new ClosedError(name)
    this.#joining = join()
    try {
      await this.#joining
    } catch (error) {
      await this.close()
      throw error
    }
    // A close may have come meanwhile.
    if (this.#state === 'idle') this.#state = 'running'
  }

  async #close(): Promise<void> {
    if (this.#state === 'idle') await this.#joining?.catch(() => undefined)
    this.#state = 'over'
    if (this.#joining) await this.#parts.leave()
  }
}
