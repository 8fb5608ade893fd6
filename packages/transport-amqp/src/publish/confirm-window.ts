import type { PendingPublish } from './pending-publish.js'

/**
 * What has been sent on one confirm channel and not yet been answered, by sequence number. The broker counts from 1
 * and may confirm many at once.
 * @see https://www.rabbitmq.com/docs/confirms
 */
export class ConfirmWindow {
  readonly #sent = new Map<number, PendingPublish>()
  #next = 1
  #lowest = 1
  #bytes = 0

  get size(): number {
    return this.#sent.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** To be called for every message that goes out on the channel, in order. */
  add(publish: PendingPublish): void {
    this.#sent.set(this.#next, publish)
    this.#next += 1
    this.#bytes += publish.bytes
  }

  /** Takes out what one answer of the broker is about. */
  take(tag: number, multiple: boolean): readonly PendingPublish[] {
    const taken: PendingPublish[] = []
    for (let current = multiple ? this.#lowest : tag; current <= tag; current += 1) {
      const publish = this.#sent.get(current)
      if (!publish) continue
      this.#sent.delete(current)
      this.#bytes -= publish.bytes
      taken.push(publish)
    }
    if (multiple) this.#lowest = Math.max(this.#lowest, tag + 1)
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

  /** Takes out everything; the numbers go on with a new channel's window. */
  drain(): readonly PendingPublish[] {
    const all = [...this.#sent.values()]
    this.#sent.clear()
    this.#bytes = 0
    return all
  }
}
