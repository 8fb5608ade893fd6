import { createRedactor } from '@arq/admin'
import { type Client, createClient } from '@arq/client'
import { type ResultStore, silentLogger, UnsupportedError } from '@arq/core'

import type { ResolvedSettings } from '../settings.js'
import { texts } from '../texts.js'

/** What every look and every act works with: one client, opened when it is first needed, and the settings. */
export class Desk {
  readonly settings: ResolvedSettings
  /** Takes out of what is shown what nobody is to see. */
  readonly redacted: <T extends object>(value: T) => T
  #opening: Promise<Client> | undefined
  #isClosed = false

  constructor(settings: ResolvedSettings) {
    this.settings = settings
    this.redacted = createRedactor(settings.redact)
  }

  /** Tried again by the next caller when it fails. */
  client(): Promise<Client> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  /** @throws UnsupportedError `ARQ_UNSUPPORTED` without one */
  store(): ResultStore {
    const { resultStore } = this.settings
    if (resultStore) return resultStore
    throw new UnsupportedError(texts.needsStore(), { missing: 'resultStore' })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const client = await this.#opening?.catch(() => undefined)
    await client?.close()
  }

  async #open(): Promise<Client> {
    const { transport, resultStore, queues, encryption, payloads } = this.settings
    const [queueName] = queues
    const client = await createClient({
      transport,
      ...(resultStore === undefined ? {} : { resultStore }),
      ...(queueName === undefined ? {} : { queueName }),
      ...(encryption && { encryption }),
      ...(payloads && { payloads }),
      // A page asks the store; a worker would answer a process that shows what it finds there.
      keptReplies: 0,
      // What fails is told to whoever asked.
      logger: silentLogger,
    })
    if (this.#isClosed) await client.close()
    return client
  }
}
