import { type ArqEvent, EVENT_CHANNELS } from './event-channels.js'

type Listener<E> = (event: E) => void

interface Entry<E> {
  /** Absent: every type. */
  readonly type: string | undefined
  readonly listener: Listener<E>
}

/** Where events of these types go. */
export interface EventSink<E extends ArqEvent> {
  /** Whether anybody hears events of this type. */
  hears(type: E['type']): boolean
  emit(event: E): void
}

/**
 * Tells events of one client or worker: to its own listeners, and to the whole process over
 * `node:diagnostics_channel`. Whoever makes an event asks {@link hears} first, so that nothing is made for nobody.
 */
export class EventHub<E extends ArqEvent> implements EventSink<E> {
  readonly #onError: (error: unknown) => void
  #entries: readonly Entry<E>[] = []

  /** @param onError what a listener threw; it harms nobody else */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Returns how to stop. A function given twice is two listeners. */
  on<T extends E['type']>(
    type: T | undefined,
    listener: Listener<Extract<E, { readonly type: T }>>,
  ): () => void {
    // It is called for events of its type only.
    const entry = { type, listener: listener as Listener<E> }
    this.#entries = [...this.#entries, entry]
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry)
    }
  }

  hears(type: E['type']): boolean {
    if (EVENT_CHANNELS[type].hasSubscribers) return true
    const entries = this.#entries
    return entries.length > 0 && entries.some((entry) => (entry.type ?? type) === type)
  }

  emit(event: E): void {
    EVENT_CHANNELS[event.type].publish(event)
    for (const { type, listener } of this.#entries) {
      if (type !== undefined && type !== event.type) continue
      try {
        listener(event)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
