import type { TransportEvent } from './transport.js'

type Listener = (event: TransportEvent) => void

/** Hands what happens to every listener. */
export class TransportEvents {
  readonly #listeners = new Set<Listener>()

  on(listener: Listener): () => void {
    // A function may be registered twice; each registration is its own.
    const own: Listener = (event) => listener(event)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  emit(event: TransportEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch {
        // A listener's defect must not stop the recovery that is telling of itself.
      }
    }
  }
}
