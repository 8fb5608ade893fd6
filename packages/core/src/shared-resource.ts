import { ClosedError } from './errors.js'

/** Ends one use of something shared; safe to call again. */
export type Release = () => Promise<void>

interface Lifecycle<Options> {
  /** Named in errors, for example `AmqpTransport`. */
  readonly name: string
  readonly open: (options: Options) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Who opens a thing closes it: counts the users of a transport or store.
 * With an owner (`connect`), only the owner's `close` ends it. Without one, the first `acquire` opens it and the last
 * release closes it; it can then be opened again. After `close` it stays closed.
 */
export class SharedResource<Options = void> {
  readonly #lifecycle: Lifecycle<Options>
  #opening: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #users = 0
  #hasOwner = false
  #isClosed = false

  constructor(lifecycle: Lifecycle<Options>) {
    this.#lifecycle = lifecycle
  }

  /** Opens it for its owner. Idempotent. */
  async connect(options: Options): Promise<void> {
    this.#hasOwner = true
    try {
      await this.#open(options)
    } catch (error) {
      this.#hasOwner = false
      throw error
    }
  }

  /** Opens it for one user. */
  async acquire(options: Options): Promise<Release> {
    this.#users += 1
    let isReleased = false
    const release = async (): Promise<void> => {
      if (isReleased) return
      isReleased = true
      this.#users -= 1
      if (this.#users === 0 && !this.#hasOwner) await this.#shut()
    }
    try {
      await this.#open(options)
    } catch (error) {
      await release()
      throw error
    }
    return release
  }

  /** Ends it for good. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#shut()
  }

  async #open(options: Options): Promise<void> {
    // Without a pause where there is nothing to wait for: a close right behind must see that it is being opened.
    if (this.#closing) await this.#closing
    if (this.#isClosed) throw new ClosedError(this.#lifecycle.name)
    this.#opening ??= this.#lifecycle.open(options).catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    await this.#opening
  }

  async #shut(): Promise<void> {
    const opening = this.#opening
    if (!opening) return this.#closing
    this.#opening = undefined
    this.#closing = opening
      .catch(() => undefined)
      .then(() => this.#lifecycle.close())
      .finally(() => (this.#closing = undefined))
    await this.#closing
  }
}
