import type { Release } from '@arq/core'

import { RedisConnection } from './redis-connection.js'
import type { ResolvedRedisSettings } from './redis-settings.js'

type Listener = (jobId: string) => void

/**
 * Tells any number of listeners of changed jobs over one connection of its own, which is open while somebody listens
 * and subscribes again whenever it had to be made anew.
 */
export class ChangeFeed {
  readonly #settings: ResolvedRedisSettings
  readonly #channel: string
  // A wrapper per subscription: the same function may listen twice.
  readonly #listeners = new Set<{ readonly tell: Listener }>()
  #connection: RedisConnection | undefined
  #opening: Promise<void> | undefined

  constructor(settings: ResolvedRedisSettings, channel: string) {
    this.#settings = settings
    this.#channel = channel
  }

  /**
   * Resolves when the subscription stands, or, while Redis is away, after the first attempt:
   * the listener then hears from the moment it is back.
   */
  async subscribe(onChange: Listener): Promise<Release> {
    const listener = { tell: onChange }
    this.#listeners.add(listener)
    this.#opening ??= this.#open()
    await this.#opening
    return async () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) await this.close()
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    this.#opening = undefined
    this.#listeners.clear()
    if (!connection) return
    // It may be away: then there is nothing to unsubscribe from.
    await connection.run((client) => client.unsubscribe(this.#channel)).catch(() => undefined)
    await connection.close()
  }

  async #open(): Promise<void> {
    const connection = new RedisConnection(this.#settings, (client) =>
      client.subscribe(this.#channel, (text) => this.#tell(text)),
    )
    this.#connection = connection
    await connection.open()
  }

  #tell(text: string): void {
    const jobIds = parseIds(text)
    for (const { tell } of this.#listeners) {
      // Apart, so that a listener that throws disturbs neither the connection nor the others.
      queueMicrotask(() => jobIds.forEach((jobId) => tell(jobId)))
    }
  }
}

// The channel is open to everybody; what is not ours is no notice.
function parseIds(text: string): readonly string[] {
  try {
    const ids: unknown = JSON.parse(text)
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
