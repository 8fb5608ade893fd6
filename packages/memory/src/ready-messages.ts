import { LinkedList } from './linked-list.js'
import type { StoredMessage } from './stored-message.js'

/** The messages of a queue that wait to be handed out: higher priorities first, each in order of arrival. */
export class ReadyMessages {
  /** By falling priority; most queues have one. */
  #lanes: { readonly priority: number; readonly messages: LinkedList<StoredMessage> }[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(message: StoredMessage): void {
    this.#laneOf(message).addLast(message)
    this.#size += 1
  }

  /** To the front: it was there before. */
  putBack(message: StoredMessage): void {
    this.#laneOf(message).addFirst(message)
    this.#size += 1
  }

  take(): StoredMessage | undefined {
    for (const { messages } of this.#lanes) {
      const message = messages.takeFirst()
      if (!message) continue
      this.#size -= 1
      return message
    }
    return undefined
  }

  /** Drops the expired ones at the front, as RabbitMQ does: one behind another message stays until its turn comes. */
  dropExpired(nowMs: number): void {
    for (const { messages } of this.#lanes) {
      for (let first = messages.peekFirst(); first; first = messages.peekFirst()) {
        if (first.expiresAtMs === undefined || first.expiresAtMs > nowMs) break
        messages.takeFirst()
        this.#size -= 1
      }
    }
  }

  /** How many there were. */
  clear(): number {
    const count = this.#size
    this.#lanes = []
    this.#size = 0
    return count
  }

  #laneOf({ priority = 0 }: StoredMessage): LinkedList<StoredMessage> {
    const found = this.#lanes.find((lane) => lane.priority === priority)
    if (found) return found.messages
    const messages = new LinkedList<StoredMessage>()
    this.#lanes.push({ priority, messages })
    this.#lanes.sort((a, b) => b.priority - a.priority)
    return messages
  }
}
