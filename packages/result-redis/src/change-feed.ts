import type { Release } from '@arq/core'
import { ChangeListeners } from '@arq/core/store'

import type { RedisConnection } from './redis-connection.js'
import type { RedisServers } from './redis-servers.js'

/**
 * Tells any number of listeners of changed jobs over one connection of its own, which is open while somebody listens
 * and subscribes again whenever it had to be made anew.
 */
export class ChangeFeed {
  readonly #servers: RedisServers
  readonly #channel: string
  readonly #listeners = new ChangeListeners()
  #connection: RedisConnection | undefined
  #opening: Promise<void> | undefined

  constructor(servers: RedisServers, channel: string) {
    this.#servers = servers
    this.#channel = channel
  }

  /**
   * Resolves when the subscription stands, or, while Redis is away, after the first attempt:
   * the listener then hears from the moment it is back.
   */
  async subscribe(onChange: (jobId: string) => void): Promise<Release> {
    const remove = this.#listeners.add(onChange)
    this.#opening ??= this.#open()
    await this.#opening
    return async () => {
      remove()
      if (this.#listeners.isEmpty) await this.close()
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
    const connection = this.#servers.makeFeed((client) =>
      client.subscribe(this.#channel, (text) => this.#listeners.tell(text)),
    )
    this.#connection = connection
    await connection.open()
  }
}
