import { ArqError, type Delivery } from '@arq/core'
import { portTexts } from '@arq/core/internal'

import type { Place } from './next-step.js'

interface SuspectParts {
  /** As the transport brought it. */
  readonly delivery: Delivery
  /** The work queue that it belongs to. */
  readonly queueName: string
  readonly place: Exclude<Place, 'queue'>
  /** Whether a worker may have died of it at this place. */
  readonly cameBack: boolean
  /** Sends it to its work queue, so that giving it back does not look like a crash; then calls {@link onDone}. */
  readonly handBack: (suspect: SuspectDelivery) => void
  /** It holds nothing up any more: it is settled, or will not run. */
  readonly onDone: () => void
}

/** A job that a worker may have died of. It looks like one that came back to its work queue. */
export class SuspectDelivery implements Delivery {
  readonly queueName: string
  readonly place: Exclude<Place, 'queue'>
  /** Whether a worker may have died of it at this place. */
  readonly cameBack: boolean
  /** As the transport brought it. */
  readonly inner: Delivery
  /** Some worker had it before. */
  readonly redelivered = true
  readonly #parts: SuspectParts
  #isHandedBack = false
  #isAside = false

  constructor(parts: SuspectParts) {
    this.#parts = parts
    this.inner = parts.delivery
    this.queueName = parts.queueName
    this.place = parts.place
    this.cameBack = parts.cameBack
  }

  get body(): Uint8Array {
    return this.inner.body
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.inner.headers
  }

  get messageId(): string | undefined {
    return this.inner.messageId
  }

  get contentType(): string | undefined {
    return this.inner.contentType
  }

  get contentEncoding(): string | undefined {
    return this.inner.contentEncoding
  }

  get priority(): number | undefined {
    return this.inner.priority
  }

  get replyTo(): string | undefined {
    return this.inner.replyTo
  }

  get correlationId(): string | undefined {
    return this.inner.correlationId
  }

  get isStale(): boolean {
    return this.inner.isStale
  }

  ack(): void {
    this.#refuseSettled()
    this.inner.ack()
    this.standAside()
  }

  nack({ requeue }: { readonly requeue: boolean }): void {
    this.#refuseSettled()
    if (requeue && !this.isStale) {
      this.#isHandedBack = true
      this.#parts.handBack(this)
      return
    }
    this.inner.nack({ requeue })
    this.standAside()
  }

  /** What was handed back is where it belongs, or cannot get there. */
  handedBack(isSent: boolean): void {
    if (isSent) this.inner.ack()
    else this.inner.nack({ requeue: true })
    this.standAside()
  }

  /** It will not run: others may, before it is settled. Idempotent. */
  standAside(): void {
    if (this.#isAside) return
    this.#isAside = true
    this.#parts.onDone()
  }

  #refuseSettled(): void {
    if (!this.#isHandedBack) return
    const { queueName } = this
    throw new ArqError({
      code: 'ARQ_DELIVERY_SETTLED',
      text: portTexts.deliverySettled({ queue: queueName }),
      details: { queueName },
    })
  }
}
