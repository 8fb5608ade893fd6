import { SequenceWindow } from '@arq/core/internal'

import type { PendingPublish } from './pending-publish.js'

/**
 * What has been sent on one confirm channel and not yet been answered, by sequence number. The broker counts from 1
 * and may confirm many at once.
 * @see https://www.rabbitmq.com/docs/confirms
 */
export class ConfirmWindow {
  readonly #sent = new SequenceWindow<PendingPublish>()
  #bytes = 0

  get size(): number {
    return this.#sent.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** To be called for every message that goes out on the channel, in order. */
  add(publish: PendingPublish): void {
    this.#sent.add(publish)
    this.#bytes += publish.bytes
  }

  /** Takes out what one answer of the broker is about. */
  takeAnswered(tag: number, multiple: boolean): readonly PendingPublish[] {
    const taken: PendingPublish[] = []
    for (let current = multiple ? this.#sent.lowest : tag; current <= tag; current += 1) {
      const publish = this.#sent.take(current)
      if (!publish) continue
      this.#bytes -= publish.bytes
      taken.push(publish)
    }
    return taken
  }

  /** Notes a message that came back; its confirm is still to come. Messages that share an id come back in order. */
  markReturned(messageId: unknown, reason: string): void {
    for (const publish of this.#sent.values()) {
      if (publish.returnedReason !== undefined) continue
      if (publish.outbound.properties.messageId !== messageId) continue
      publish.returnedReason = reason
      return
    }
  }

  /** Oldest first. */
  values(): Iterable<PendingPublish> {
    return this.#sent.values()
  }

  /** Takes out everything, when the channel is gone. The next channel has a window of its own and counts from 1 again. */
  drain(): readonly PendingPublish[] {
    return this.takeAnswered(this.#sent.next - 1, true)
  }
}
