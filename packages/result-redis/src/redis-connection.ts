import { ClosedError, type ResultStoreConnectionError, toError } from '@arq/core'

import { createRedisClient, type RedisClient } from './redis-client.js'
import { isTimeout, noConnection, tooLate, toStoreError } from './redis-errors.js'
import type { ResolvedRedisSettings } from './redis-settings.js'

const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 3000

/**
 * One connection that is kept for as long as it is open: whenever it breaks, a new client is made, with jittered
 * back-off and for ever. While there is none, calls reject at once; none is ever queued or left hanging.
 */
export class RedisConnection {
  readonly #settings: ResolvedRedisSettings
  readonly #onReady: (client: RedisClient) => Promise<void>
  #isOpen = false
  #client: RedisClient | undefined
  #connecting: RedisClient | undefined
  #attempt: Promise<void> = Promise.resolve()
  #failures = 0
  #lastError: Error | undefined
  #retryTimer: NodeJS.Timeout | undefined
  readonly #givenUp = new WeakSet<RedisClient>()

  constructor(
    settings: ResolvedRedisSettings,
    onReady: (client: RedisClient) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#settings = settings
    this.#onReady = onReady
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get isReady(): boolean {
    return this.#client !== undefined
  }

  /** Why there is no connection, if there is none. */
  get failure(): ResultStoreConnectionError {
    return noConnection(this.#lastError, this.#settings.address.shown)
  }

  /** Makes the first attempt and resolves after it, connected or not: see {@link isReady}. */
  async open(): Promise<void> {
    this.#isOpen = true
    this.#startAttempt()
    await this.#attempt
  }

  /** Resolves when the attempt that is under way, if any, has ended. */
  async nextAttempt(): Promise<void> {
    await this.#attempt
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
    const { address, commandTimeoutMs } = this.#settings
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const error = tooLate(address.shown, commandTimeoutMs)
        reject(error)
        // Whatever is behind the silence, the answers of this connection are not worth waiting for.
        this.#givenUp.add(client)
        this.#lose(client, error)
      }, commandTimeoutMs)
      command(client)
        .then(resolve, (error: unknown) => {
          const isGivenUp = this.#givenUp.has(client)
          reject(
            isGivenUp
              ? tooLate(address.shown, commandTimeoutMs)
              : toStoreError(error, address.shown),
          )
        })
        .finally(() => clearTimeout(timer))
    })
  }

  /** The same for commands that may be done twice: with `retryOnTimeout`, once more after a timeout. */
  async runRepeatable<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await this.run(command)
    } catch (error) {
      if (!isTimeout(error) || !this.#settings.retryOnTimeout) throw error
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
    this.#connecting?.destroy()
    this.#connecting = undefined
    if (client) await closeGently(client, this.#settings.commandTimeoutMs)
  }

  #startAttempt(): void {
    this.#attempt = this.#connect()
  }

  async #connect(): Promise<void> {
    const client = createRedisClient(this.#settings)
    this.#connecting = client
    client.on('error', (error: unknown) => this.#lose(client, toError(error)))
    const timer = setTimeout(() => {
      this.#lose(
        client,
        new Error(`no answer within ${String(this.#settings.connectTimeoutMs)} ms`),
      )
    }, this.#settings.connectTimeoutMs)
    try {
      await client.connect()
      if (this.#connecting === client) await this.#onReady(client)
      if (this.#connecting !== client) {
        // Given up while its socket was opening, which `destroy` could not reach then.
        client.destroy()
        return
      }
      this.#connecting = undefined
      this.#client = client
      this.#failures = 0
      this.#lastError = undefined
    } catch (error) {
      this.#lose(client, toError(error))
    } finally {
      clearTimeout(timer)
    }
  }

  // Called more than once for one client: by its error event, by a timeout, by a failed connect.
  #lose(client: RedisClient, error: Error): void {
    if (client !== this.#client && client !== this.#connecting) return
    const wasReady = client === this.#client
    this.#client = undefined
    this.#connecting = undefined
    this.#lastError = error
    // Not now: node-redis is about to tell those who wait for an answer what has happened.
    process.nextTick(() => client.destroy())
    if (!this.#isOpen) return
    // The first attempt after a working connection comes at once.
    if (wasReady) this.#startAttempt()
    else this.#retryTimer = setTimeout(() => this.#startAttempt(), this.#nextDelayMs())
  }

  #nextDelayMs(): number {
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures)
    this.#failures = Math.min(this.#failures + 1, 10)
    return delayMs * (0.5 + Math.random() / 2)
  }
}

async function closeGently(client: RedisClient, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  // It may have broken a moment ago: then there is nothing left to wait for.
  await Promise.race([client.close().catch(() => undefined), limit])
  clearTimeout(timer)
  client.destroy()
}
