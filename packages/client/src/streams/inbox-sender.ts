import {
  type Clock,
  isArqError,
  type Lifetime,
  type ResultStore,
  type StreamBatch,
  type StreamName,
} from '@arq/core'
import {
  ANY_TRY,
  inboxOf,
  MOST_STREAM_BYTES,
  MOST_STREAM_ITEMS,
  pause,
  randomUuid,
  runWriter,
  type StreamOwner,
  streamsOf,
} from '@arq/core/internal'

interface InboxSenderParts {
  readonly store: ResultStore
  readonly clock: Clock
}

/** An append that a store gave no answer to, or could not take just now, is repeated so often: a repeat does no harm. */
const TRIES = 3
const PAUSE_MS = 200

/** Sends messages to jobs: those to one job one after the other, in the order of the calls. */
export class InboxSender {
  readonly #parts: InboxSenderParts
  readonly #writer = runWriter(ANY_TRY, randomUuid())
  readonly #underWay = new Map<string, Promise<void>>()
  #number = 0

  constructor(parts: InboxSenderParts) {
    this.#parts = parts
  }

  /** Resolves when the store has the message. */
  async send(owner: StreamOwner, text: string, ttlMs: Lifetime): Promise<void> {
    const stream = inboxOf(owner)
    const before = this.#underWay.get(stream.group) ?? Promise.resolve()
    const sent = before.then(() => this.#append(stream, text, ttlMs))
    const settled = sent.catch(() => undefined)
    this.#underWay.set(stream.group, settled)
    try {
      await sent
    } finally {
      if (this.#underWay.get(stream.group) === settled) this.#underWay.delete(stream.group)
    }
  }

  async #append(stream: StreamName, text: string, ttlMs: Lifetime): Promise<void> {
    const { store, clock } = this.#parts
    this.#number += 1
    const batch: StreamBatch = {
      writer: this.#writer,
      firstNumber: this.#number,
      texts: [text],
      ttlMs,
      maxItems: MOST_STREAM_ITEMS,
      maxBytes: MOST_STREAM_BYTES,
    }
    for (let tries = 1; ; tries += 1) {
      try {
        await streamsOf(store, 'send()').append(stream, batch)
        return
      } catch (error) {
        if (tries === TRIES || !isArqError(error) || !error.retryable) throw error
        await pause(PAUSE_MS, { clock })
      }
    }
  }
}
