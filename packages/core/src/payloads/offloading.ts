import { utf8Bytes } from '#platform'

import type { PayloadStore } from '../ports/payload-store.js'
import type { RawArguments } from '../task/task-arguments.js'
import type { Clock } from '../time/clock.js'
import { type Instant, parseInstant } from '../time/instant.js'
import type { Lifetime } from '../time/lifetime.js'
import type { Codec } from '../wire/codec.js'
import { PayloadAccess, type PayloadContent } from './payload-access.js'
import { newReference, type PayloadReference, storedValue } from './payload-reference.js'
import { sealedPartOf } from './sealed-text.js'

/** A result is read until the very end of its record. */
const RESULT_MARGIN_MS = 60_000

/** What of a job goes to the payload store, and for how long. */
export interface OffloadingSettings {
  readonly store: PayloadStore
  readonly thresholdBytes: number
  /** Beyond the last moment at which its job may start. */
  readonly keepForMs: number
}

/** What of a job says how long its arguments are needed. */
type SentJob = RawArguments & { readonly expires: Instant | undefined }

interface OffloadingParts extends OffloadingSettings {
  readonly clock: Clock
  /** Absent: nothing is compressed. */
  readonly compressAboveBytes: number | undefined
}

/** Arguments or a result as they are sent, and what has to be put before. */
export interface Offloaded<T> {
  readonly sent: T
  /** Absent: it is small. */
  readonly payload: PayloadContent | undefined
}

/** Brings large arguments and results to the payload store. */
export class Offloading {
  readonly access: PayloadAccess
  readonly #parts: OffloadingParts

  constructor(parts: OffloadingParts) {
    this.#parts = parts
    this.access = new PayloadAccess(parts.store, parts.clock)
  }

  /** Whether a body may hold arguments that are to lie apart. */
  isLarge(body: Uint8Array): boolean {
    return body.length > this.#parts.thresholdBytes
  }

  /** @throws whatever the codec throws */
  arguments({ args, kwargs, expires }: SentJob, codec: Codec): Offloaded<RawArguments> {
    const content = codec.encode({ args, kwargs })
    const expiresAtMs = expires === undefined ? undefined : parseInstant(expires)
    const payload = this.#contentOf(content, {
      isSealed: sealedPartOf(kwargs) !== undefined,
      ttlMs: this.argumentsLifetime(expiresAtMs),
    })
    return payload
      ? { sent: { args: [], kwargs: storedValue(payload.reference) }, payload }
      : { sent: { args, kwargs }, payload }
  }

  isLargeResult(result: unknown): boolean {
    const content = isSmall(result) ? undefined : jsonOf(result)
    return content !== undefined && this.isLarge(content)
  }

  /** Of a value that JSON cannot carry nothing is offloaded: whoever writes the record says so. */
  result(result: unknown, ttlMs: Lifetime): Offloaded<unknown> {
    const small = { sent: result, payload: undefined }
    if (isSmall(result)) return small
    const content = jsonOf(result)
    const isSealed = sealedPartOf(result) !== undefined
    const payload = content && this.#contentOf(content, { isSealed, ttlMs })
    return payload ? { sent: storedValue(payload.reference), payload } : small
  }

  /**
   * How long arguments are kept.
   * @param expiresAtMs the last moment at which their job may start; absent: at any time
   */
  argumentsLifetime(expiresAtMs: number | undefined): Lifetime {
    const { clock, keepForMs } = this.#parts
    return expiresAtMs === undefined
      ? 'forever'
      : Math.max(expiresAtMs - clock.now(), 0) + keepForMs
  }

  /** Whether arguments would be gone soon after their job may last start; then they are put once more. */
  mustRenew({ until }: PayloadReference, expiresAtMs: number): boolean {
    return until !== undefined && until < expiresAtMs + this.#parts.keepForMs / 2
  }

  /** Once more, for a job that may start later than was known. @throws as {@link PayloadAccess.fetch} and `put` do */
  async renewArguments(
    reference: PayloadReference,
    expiresAtMs: number | undefined,
  ): Promise<void> {
    const content = await this.access.fetch(reference)
    await this.access.put({ reference, content }, this.argumentsLifetime(expiresAtMs))
  }

  #contentOf(
    content: Uint8Array,
    { isSealed, ttlMs }: { readonly isSealed: boolean; readonly ttlMs: Lifetime },
  ): PayloadContent | undefined {
    const { thresholdBytes, compressAboveBytes, clock } = this.#parts
    if (content.length <= thresholdBytes) return undefined
    // What is encrypted was compressed before.
    const isZipped = !isSealed && compressAboveBytes !== undefined
    const untilMs = ttlMs === 'forever' ? undefined : clock.now() + ttlMs
    return { reference: newReference(content, { isZipped, untilMs }), content }
  }
}

/** How long a result is kept whose record is kept so long. */
export const resultLifetime = (recordTtlMs: Lifetime): Lifetime =>
  recordTtlMs === 'forever' ? recordTtlMs : recordTtlMs + RESULT_MARGIN_MS

/** What is smaller than any threshold is not written down for it. */
const isSmall = (result: unknown): boolean => {
  if (typeof result === 'string') return result.length < SMALL_CHARACTERS
  return typeof result !== 'object' || result === null
}
const SMALL_CHARACTERS = 256

function jsonOf(value: unknown): Uint8Array | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined
    return text === undefined ? undefined : utf8Bytes(text)
  } catch {
    return undefined
  }
}
