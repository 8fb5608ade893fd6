import { classifyError } from '../errors/error-classification.js'
import { ClosedError } from '../errors/settings-errors.js'
import { ConnectionError } from '../errors/transport-errors.js'
import { type Clock, systemClock } from '../time/clock.js'
import { pause } from '../time/pause.js'
import { abortError, type ConnectOptions, OpeningWait } from './opening-wait.js'
import { portTexts } from './port-texts.js'

/** Ends one use of something shared; safe to call again. */
export type Release = () => Promise<void>

/** How a shared thing is opened and closed. */
export interface SharedResourceParts {
  /** Named in errors, for example `AmqpTransport`. */
  readonly name: string
  /**
   * Opens it. Takes as long as it takes: how long a caller waits is not its business. `signal` aborts when nobody waits
   * any more; it then gives up and rejects soon.
   */
  readonly open: (signal: AbortSignal) => Promise<void>
  /** Closes it. Called once for each `open` that resolved, and after no other. */
  readonly close: () => Promise<void>
  /**
   * How long a caller waits that names no limit, milliseconds. Absent: until the opening has ended, well or badly.
   */
  readonly defaultLimitMs?: number | undefined
  /**
   * The error for a caller whose time is up; `lastFailure` is why the last opening failed, if one did.
   * Absent: that failure, else `ARQ_CONNECTION_REFUSED`.
   */
  readonly timeUp?: ((limitMs: number, lastFailure: unknown) => unknown) | undefined
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined
}

/** Pause between two openings while somebody waits. An opening fails slowly as a rule, so short ones do no harm. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/**
 * Who opens a thing closes it: counts the users of a transport or store.
 * With an owner (`connect`), only the owner's `close` ends it. Without one, the first `acquire` opens it and the last
 * release closes it; it can then be opened again. After `close` it stays closed.
 *
 * There is one opening at a time, and everybody who wants the thing joins it with a limit and a signal of his own. An
 * opening that failed and may succeed later is repeated for those with a limit until their time is up; callers without
 * a limit hear of the failure at once, and so do all when it cannot pass (wrong credentials). When nobody waits any
 * more, the opening is given up.
 *
 * @example
 * ```ts
 * class SqlResultStore implements ResultStore {
 *   readonly #pool = new Pool()
 *   readonly #shared = new SharedResource({
 *     name: 'SqlResultStore',
 *     open: () => this.#pool.connect(),
 *     close: () => this.#pool.end(),
 *   })
 *   connect = () => this.#shared.connect()
 *   acquire = () => this.#shared.acquire()
 *   close = () => this.#shared.close()
 * }
 * ```
 */
export class SharedResource {
  readonly #parts: SharedResourceParts
  readonly #clock: Clock
  readonly #waits = new Set<OpeningWait>()
  #isOpen = false
  #isClosed = false
  #hasOwner = false
  #users = 0
  /** Opens for those who wait, as long as somebody does. */
  #serving: Promise<void> | undefined
  /** Aborts the opening under way. */
  #opening: AbortController | undefined
  #closing: Promise<void> | undefined

  constructor(parts: SharedResourceParts) {
    this.#parts = parts
    this.#clock = parts.clock ?? systemClock
  }

  /**
   * Opens it for its owner. Idempotent.
   * @throws ClosedError `ARQ_CLOSED` after {@link close}, what the opening fails with, and the signal's reason
   */
  connect(options: ConnectOptions = {}): Promise<void> {
    return this.#whenOpen(options, () => void (this.#hasOwner = true))
  }

  /**
   * Opens it for one user.
   * @throws as {@link connect}
   */
  acquire(options: ConnectOptions = {}): Promise<Release> {
    return this.#whenOpen(options, () => this.#use())
  }

  /** Ends it for good, also while it is being opened: who waits for it hears `ARQ_CLOSED`. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const wait of [...this.#waits]) wait.reject(new ClosedError(this.#parts.name))
    await this.#serving
    await this.#shut()
  }

  #use(): Release {
    this.#users += 1
    let isReleased = false
    return async () => {
      if (isReleased) return
      isReleased = true
      this.#users -= 1
      if (this.#users === 0 && !this.#hasOwner) await this.#shut()
    }
  }

  async #whenOpen<T>(
    { timeoutMs = this.#parts.defaultLimitMs, signal }: ConnectOptions,
    take: () => T,
  ): Promise<T> {
    if (this.#isClosed) throw new ClosedError(this.#parts.name)
    if (signal?.aborted === true) throw abortError(signal)
    if (this.#isOpen) return take()
    const wait = new OpeningWait({
      limitMs: timeoutMs,
      signal,
      clock: this.#clock,
      onEnd: this.#onWaitEnded,
      timeUp: (limitMs, lastFailure) => this.#timeUp(limitMs, lastFailure),
    })
    this.#waits.add(wait)
    this.#serving ??= this.#serve()
    // All whose wait ends in this turn take it before any of them can give it back.
    await wait.ended
    return take()
  }

  /** Opens for those who wait, again and again while somebody does. */
  async #serve(): Promise<void> {
    for (let failures = 0; this.#waits.size > 0;) {
      // Without a pause where there is nothing to wait for: a close right behind must see that it is being opened.
      if (this.#closing) await this.#closing.catch(() => undefined)
      this.#opening = new AbortController()
      const { signal } = this.#opening
      const failure = await this.#open(signal)
      if (!failure) break
      if (signal.aborted) continue
      failures += 1
      const isPassing = classifyError(failure.error, this.#clock.now()).isTransient
      for (const wait of [...this.#waits]) wait.failed(failure.error, isPassing)
      await pause(pauseMs(failures), { clock: this.#clock, signal })
    }
    this.#opening = undefined
    this.#serving = undefined
  }

  /** @returns why it did not open, or was not wanted any more */
  async #open(signal: AbortSignal): Promise<{ readonly error: unknown } | undefined> {
    try {
      await this.#parts.open(signal)
      if (signal.aborted) {
        // It opened although everybody had gone.
        await this.#parts.close()
        return { error: signal.reason }
      }
    } catch (error) {
      return { error }
    }
    // From here on nobody's leaving may abort it.
    this.#opening = undefined
    this.#isOpen = true
    for (const wait of [...this.#waits]) wait.resolve()
    return undefined
  }

  #shut(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false
      this.#closing = this.#parts.close().finally(() => (this.#closing = undefined))
    }
    return this.#closing ?? Promise.resolve()
  }

  #timeUp(limitMs: number, lastFailure: unknown): unknown {
    const { name, timeUp } = this.#parts
    const error = timeUp?.(limitMs, lastFailure) ?? lastFailure
    return error ?? notOpened(name, limitMs)
  }

  readonly #onWaitEnded = (wait: OpeningWait): void => {
    this.#waits.delete(wait)
    if (this.#waits.size === 0) this.#opening?.abort()
  }
}

const pauseMs = (failures: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)

function notOpened(what: string, limitMs: number): ConnectionError {
  return new ConnectionError({
    code: 'ARQ_CONNECTION_REFUSED',
    text: portTexts.notOpened({ what, seconds: limitMs / 1000 }),
    details: { what, limitMs },
    scope: 'connection',
  })
}
