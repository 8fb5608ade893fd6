import { type Clock, isArqError, toError, type Transport } from '@arq/core'
import {
  delayRefusal,
  fetchPayload,
  isDeadLetter,
  type Offloading,
  parseInstant,
  type PayloadReference,
  readArguments,
  referenceIn,
} from '@arq/core/internal'

import { type Attempt, expiredError } from '../run/attempt.js'
import type { Admission, Unready } from './admission.js'
import { waitForPayload } from './missing-payloads.js'

export interface StoredArgumentsParts {
  /** Absent: this worker has no payload store. */
  readonly offloading: Offloading | undefined
  /** Opens what was encrypted before it was put. */
  readonly admission: Pick<Admission, 'openFetched'>
  readonly transport: Pick<Transport, 'capabilities' | 'description'>
  readonly clock: Clock
  /** One was fetched. */
  readonly onFetched: () => void
}

/** Fetches the arguments of jobs whose messages only say where they lie. */
export class StoredArguments {
  readonly #parts: StoredArgumentsParts

  constructor(parts: StoredArgumentsParts) {
    this.#parts = parts
  }

  /** Whether an attempt can run only once they were fetched. */
  areAbsent({ isStored, message }: Attempt): boolean {
    return isStored && referenceIn(message.kwargs) !== undefined
  }

  /**
   * Gives an attempt its arguments. Never rejects.
   * @returns what is to become of it where that cannot be; `undefined`: it can run
   */
  async fetch(attempt: Attempt): Promise<Unready | undefined> {
    const { offloading, admission, clock, onFetched } = this.#parts
    const reference = referenceIn(attempt.message.kwargs)
    if (!reference) return undefined
    const expired = expiredError(attempt.message, clock.now())
    if (expired) return { kind: 'refuse', attempt, error: expired }
    try {
      const content = await fetchPayload(reference, offloading?.access)
      await this.#keepLonger(attempt, reference, content)
      onFetched()
      return await admission.openFetched(attempt, readArguments(content, attempt.codec))
    } catch (error) {
      return isArqError(error) && error.code === 'ARQ_PAYLOAD_STORE'
        ? this.#unfetched(attempt, error)
        : { kind: 'refuse', attempt, error: toError(error) }
    }
  }

  /** A letter that came home may start later than was known. */
  async #keepLonger(
    { delivery, message }: Attempt,
    reference: PayloadReference,
    content: Uint8Array,
  ): Promise<void> {
    const { offloading } = this.#parts
    if (!offloading || !isDeadLetter(delivery.headers)) return
    const { expires } = message
    const expiresAtMs = expires === undefined ? undefined : parseInstant(expires)
    await offloading.access.put({ reference, content }, offloading.argumentsLifetime(expiresAtMs))
  }

  /** Nothing is known against the job but that it cannot be run now. */
  #unfetched(attempt: Attempt, error: Error): Unready {
    const { transport, clock } = this.#parts
    const nowMs = clock.now()
    const wait = waitForPayload(attempt.delivery.headers, nowMs)
    return delayRefusal(transport, wait.dueAtMs - nowMs)
      ? { kind: 'refuse', attempt, error }
      : { kind: 'awaitPayload', attempt, wait, error }
  }
}
