import { ClosedError, type ResultStoreConnectionError } from '@arq/core'
import { ErrorReply } from 'redis'

import { ConnectionAttempt } from './connection-attempt.js'
import { closeGently, type RedisClient } from './redis-client.js'
import { isReadOnly, isTimeout, noConnection, tooLate, toStoreError } from './redis-errors.js'
import type { ResolvedRedisSettings } from './redis-settings.js'
import type { RedisEndpoint } from './redis-url.js'

const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 3000
/** A replica may stay one: it is not looked for anew with every write that it refuses. */
const SHORTEST_REFRESH_MS = 500

export interface RedisConnectionParts {
  readonly settings: ResolvedRedisSettings
  /** The server for people, without user and password. */
  readonly shown: string
  /** Asked before every attempt: where the server is now. */
  readonly locate: () => RedisEndpoint | Promise<RedisEndpoint>
  /** Looks at the server before it is used; rejects when it is not the one that is wanted. */
  readonly onReady?: (client: RedisClient) => Promise<void>
  /** The connection broke. */
  readonly onLost?: () => void
}

/**
 * One connection that is kept for as long as it is open: whenever it breaks, a new client is made, with jittered
 * back-off and for ever. While there is none, calls reject at once; none is ever queued or left hanging.
 */
export class RedisConnection {
  readonly #parts: RedisConnectionParts
  #isOpen = false
  #isBeginning = false
  #client: RedisClient | undefined
  #connecting: ConnectionAttempt | undefined
  #attempt: Promise<void> = Promise.resolve()
  #wasThere = false
  #failures = 0
  #lastError: Error | undefined
  #retryTimer: NodeJS.Timeout | undefined
  #refreshedAt = -Infinity
  readonly #givenUp = new WeakSet<RedisClient>()

  constructor(parts: RedisConnectionParts) {
    this.#parts = parts
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get isReady(): boolean {
    return this.#client !== undefined
  }

  /** Whether its first attempt is still under way: worth waiting for, which later ones are not. */
  get isBeginning(): boolean {
    return this.#isBeginning
  }

  /** Why there is no connection, if there is none. */
  get failure(): ResultStoreConnectionError {
    return noConnection(this.#lastError, this.#parts.shown, this.#wasThere)
  }

  /** Makes the first attempt and resolves after it, connected or not: see {@link isReady}. */
  async open(): Promise<void> {
    this.#isOpen = true
    this.#isBeginning = true
    this.#startAttempt()
    await this.#attempt
    this.#isBeginning = false
  }

  /** Resolves when the attempt that is under way, if any, has ended. */
  async nextAttempt(): Promise<void> {
    await this.#attempt
  }

  /** Looks for the server anew, while the connection that there is goes on until there is another one. */
  refresh(): void {
    if (!this.#client || this.#connecting) return
    const now = performance.now()
    if (now - this.#refreshedAt < SHORTEST_REFRESH_MS) return
    this.#refreshedAt = now
    this.#startAttempt()
  }

  /**
   * Runs one command, or several that are sent together.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_CONNECTION` at once when there is no connection
   * @throws {@link ClosedError} `ARQ_CLOSED` before it is opened and after it is closed
   * @throws {@link ResultStoreTimeoutError} `ARQ_STORE_TIMEOUT` when the answer takes too long
   */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = this.#client
    if (!client)
      return Promise.reject(this.#isOpen ? this.failure : new ClosedError('RedisResultStore'))
    const { settings, shown } = this.#parts
    const { commandTimeoutMs } = settings
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const error = tooLate(shown, commandTimeoutMs)
        reject(error)
        // Whatever is behind the silence, the answers of this connection are not worth waiting for.
        this.#givenUp.add(client)
        this.#lose(client, error)
      }, commandTimeoutMs)
      command(client)
        .then(resolve, (error: unknown) => {
          if (error instanceof ErrorReply && isReadOnly(error.message)) this.refresh()
          const isGivenUp = this.#givenUp.has(client)
          reject(isGivenUp ? tooLate(shown, commandTimeoutMs) : toStoreError(error, shown))
        })
        .finally(() => clearTimeout(timer))
    })
  }

  /** The same for commands that may be done twice: with `retryOnTimeout`, once more after a timeout. */
  async runRepeatable<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await this.run(command)
    } catch (error) {
      if (!isTimeout(error) || !this.#parts.settings.retryOnTimeout) throw error
      await this.nextAttempt()
      return this.run(command)
    }
  }

  /** Lets what is under way be answered, within the command timeout, and ends the connection. */
  async close(): Promise<void> {
    this.#isOpen = false
    clearTimeout(this.#retryTimer)
    const client = this.#client
    this.#client = undefined
    this.#connecting?.abandon()
    this.#connecting = undefined
    if (client) await closeGently(client, this.#parts.settings.commandTimeoutMs)
  }

  #startAttempt(): void {
    const { settings, locate, onReady = () => Promise.resolve() } = this.#parts
    const attempt = new ConnectionAttempt({
      settings,
      locate,
      onReady,
      onOpen: (client) => this.#adopt(client),
      onFailed: (error) => this.#failed(error),
      onLost: (client, error) => this.#lose(client, error),
    })
    this.#connecting = attempt
    this.#attempt = attempt.run()
  }

  #adopt(client: RedisClient): void {
    const before = this.#client
    this.#connecting = undefined
    this.#client = client
    this.#wasThere = true
    this.#failures = 0
    this.#lastError = undefined
    if (before) void closeGently(before, this.#parts.settings.commandTimeoutMs)
  }

  #failed(error: Error): void {
    this.#connecting = undefined
    // It was only looked for anew: what there is goes on.
    if (this.#client) return
    this.#lastError = error
    if (!this.#isOpen) return
    this.#retryTimer = setTimeout(() => this.#startAttempt(), this.#nextDelayMs())
  }

  // Called more than once for one client: by its error event, by a timeout.
  #lose(client: RedisClient, error: Error): void {
    if (client !== this.#client) return
    this.#client = undefined
    this.#lastError = error
    // Not now: node-redis is about to tell those who wait for an answer what has happened.
    process.nextTick(() => client.destroy())
    if (!this.#isOpen) return
    this.#parts.onLost?.()
    // The first attempt after a working connection comes at once.
    if (!this.#connecting) this.#startAttempt()
  }

  #nextDelayMs(): number {
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures)
    this.#failures = Math.min(this.#failures + 1, 10)
    return delayMs * (0.5 + Math.random() / 2)
  }
}
