import { toError } from '@arq/core'

import { NoAnswerError } from './connection-hint.js'
import { createRedisClient, type RedisClient } from './redis-client.js'
import type { ResolvedRedisSettings } from './redis-settings.js'
import type { RedisEndpoint } from './redis-url.js'

export interface ConnectionAttemptParts {
  readonly settings: ResolvedRedisSettings
  /** Where the server is now. */
  readonly locate: () => RedisEndpoint | Promise<RedisEndpoint>
  /** Looks at the server before anybody else uses it; rejects when it is not the one that is wanted. */
  readonly onReady: (client: RedisClient) => Promise<void>
  readonly onOpen: (client: RedisClient) => void
  readonly onFailed: (error: Error) => void
  /** The client broke after it was open. */
  readonly onLost: (client: RedisClient, error: Error) => void
}

/** One try to open one client: ends in one of `onOpen` and `onFailed`, within the connect timeout. */
export class ConnectionAttempt {
  readonly #parts: ConnectionAttemptParts
  #client: RedisClient | undefined
  #state: 'trying' | 'open' | 'over' = 'trying'

  constructor(parts: ConnectionAttemptParts) {
    this.#parts = parts
  }

  /** Resolves when it has ended. */
  async run(): Promise<void> {
    const { settings, locate, onReady, onOpen, onFailed } = this.#parts
    const { connectTimeoutMs } = settings
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new NoAnswerError(connectTimeoutMs)), connectTimeoutMs)
    })
    try {
      const client = await Promise.race([this.#open(await Promise.race([locate(), late])), late])
      await Promise.race([onReady(client), late])
      // An error of the client, or `abandon`, may have come in between.
      if (this.#state !== 'trying') return
      this.#state = 'open'
      onOpen(client)
    } catch (error) {
      if (this.#state !== 'trying') return
      this.#end()
      onFailed(toError(error))
    } finally {
      clearTimeout(timer)
    }
  }

  /** Its outcome is not wanted any more; neither function is called. */
  abandon(): void {
    if (this.#state === 'trying') this.#end()
  }

  async #open(endpoint: RedisEndpoint): Promise<RedisClient> {
    const client = createRedisClient(this.#parts.settings, endpoint)
    this.#client = client
    client.on('error', (error: unknown) => this.#broke(client, toError(error)))
    await client.connect()
    // Given up while its socket was opening, which `destroy` could not reach then.
    if (this.#state === 'over') client.destroy()
    return client
  }

  #broke(client: RedisClient, error: Error): void {
    if (this.#state === 'open') this.#parts.onLost(client, error)
    if (this.#state !== 'trying') return
    this.#end()
    this.#parts.onFailed(error)
  }

  #end(): void {
    this.#state = 'over'
    const client = this.#client
    // Not now: node-redis is about to tell those who wait for an answer what has happened.
    if (client) process.nextTick(() => client.destroy())
  }
}
