import { gunzip, gzip } from '#platform'

import { errorText } from '../errors/arq-error.js'
import { errorTexts } from '../errors/error-texts.js'
import {
  PayloadDamaged,
  PayloadMissing,
  PayloadStoreError,
} from '../errors/stored-payload-errors.js'
import type { PayloadStore } from '../ports/payload-store.js'
import type { Text } from '../texts/text.js'
import type { Clock } from '../time/clock.js'
import type { Lifetime } from '../time/lifetime.js'
import { within } from '../time/time-limit.js'
import { LARGEST_BODY_BYTES } from '../wire/body-encoding.js'
import { hashOf, type PayloadReference } from './payload-reference.js'

/** Twice what a hundred megabytes take over a slow line. */
const LIMIT_MS = 120_000

/** Content for the payload store, and what refers to it. */
export interface PayloadContent {
  readonly reference: PayloadReference
  readonly content: Uint8Array
}

/** Puts, fetches and deletes payloads: each call with a limit, each failure as an error of ours. */
export class PayloadAccess {
  readonly #store: PayloadStore
  readonly #clock: Clock

  constructor(store: PayloadStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** @throws PayloadStoreError `ARQ_PAYLOAD_STORE` */
  async put({ reference, content }: PayloadContent, ttlMs: Lifetime): Promise<void> {
    const bytes = reference.gzip === true ? await gzip(content) : content
    await this.#ask(() => this.#store.put(reference.key, bytes, { ttlMs }))
  }

  /** @throws PayloadMissing, PayloadDamaged; PayloadStoreError `ARQ_PAYLOAD_STORE` */
  async fetch(reference: PayloadReference): Promise<Uint8Array> {
    const found = await this.#ask(() => this.#store.get(reference.key))
    if (found === undefined) throw new PayloadMissing(reference)
    const content = await unpacked(found, reference)
    if (content.length === reference.bytes && hashOf(content) === reference.sha256) return content
    throw new PayloadDamaged(reference)
  }

  /** @throws PayloadStoreError `ARQ_PAYLOAD_STORE` */
  async delete({ key }: PayloadReference): Promise<void> {
    await this.#ask(() => this.#store.delete(key))
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    const { description: store } = this.#store
    const failed = (problem: Text, cause?: unknown): PayloadStoreError => {
      const text = errorTexts.payloadStoreAway({ store, problem })
      return new PayloadStoreError({ text, cause })
    }
    let answer
    try {
      // One that throws in place of rejecting is away, too.
      answer = await within(Promise.resolve().then(call), LIMIT_MS, this.#clock)
    } catch (error) {
      throw failed(errorText(error), error)
    }
    if (answer) return answer.value
    throw failed(errorTexts.payloadStoreSilent({ seconds: LIMIT_MS / 1000 }))
  }
}

/** A few bytes can unfold to gigabytes: what is longer than it says is not unfolded. */
async function unpacked(found: Uint8Array, reference: PayloadReference): Promise<Uint8Array> {
  if (reference.gzip !== true) return found
  try {
    return await gunzip(found, Math.min(reference.bytes, LARGEST_BODY_BYTES))
  } catch (cause) {
    throw new PayloadDamaged({ ...reference, cause })
  }
}
