import { type Release, systemClock } from '@arq/core'
import { GrowingPause } from '@arq/core/internal'
import { ChangeListeners } from '@arq/core/store'
import type pg from 'pg'

import type { PostgresDriver } from './postgres-driver.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 3000

/**
 * Tells any number of listeners of changed jobs over one connection of its own, which is open while somebody listens and
 * listens again whenever it had to be made anew.
 */
export class PostgresChangeFeed {
  readonly #driver: PostgresDriver
  readonly #options: () => pg.ClientConfig
  readonly #channel: string
  readonly #listeners = new ChangeListeners()
  #listening: { readonly firstTry: Promise<void>; readonly stop: () => Promise<void> } | undefined

  constructor(driver: PostgresDriver, options: () => pg.ClientConfig, channel: string) {
    this.#driver = driver
    this.#options = options
    this.#channel = channel
  }

  /**
   * Resolves when the subscription stands, or, while the database is away, after the first attempt: the listener then
   * hears from the moment it is back.
   */
  async subscribe(onChange: (jobId: string) => void): Promise<Release> {
    const remove = this.#listeners.add(onChange)
    this.#listening ??= this.#listen()
    await this.#listening.firstTry
    return async () => {
      remove()
      if (this.#listeners.isEmpty) await this.close()
    }
  }

  async close(): Promise<void> {
    const listening = this.#listening
    this.#listening = undefined
    this.#listeners.clear()
    await listening?.stop()
  }

  #listen() {
    const stopping = new AbortController()
    const { signal } = stopping
    let endFirstTry: () => void = () => undefined
    const firstTry = new Promise<void>((resolve) => (endFirstTry = resolve))
    const growing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, clock: systemClock }
    const ended = (async () => {
      let pause = new GrowingPause({ ...growing, signal })
      while (!signal.aborted) {
        const stood = await this.#listenOnce(signal, endFirstTry)
        endFirstTry()
        if (stood) pause = new GrowingPause({ ...growing, signal })
        await pause.wait()
      }
    })()
    const stop = async (): Promise<void> => {
      stopping.abort()
      await ended
    }
    return { firstTry, stop }
  }

  /** Resolves when the connection has ended, with whether it ever stood. */
  async #listenOnce(signal: AbortSignal, onStanding: () => void): Promise<boolean> {
    const client = new this.#driver.Client(this.#options())
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve)
      client.once('error', () => resolve())
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    // After the first there may be more.
    client.on('error', () => undefined)
    client.on('notification', ({ payload }) => this.#listeners.tell(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${this.#channel}`)
    } catch {
      await endOf(client)
      return false
    }
    onStanding()
    await ended
    await endOf(client)
    return true
  }
}

const endOf = (client: pg.Client): Promise<void> => client.end().catch(() => undefined)
