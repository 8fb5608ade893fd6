/**
 * A broker takes over only those lite topics that belong to it, and drops the others without a word. One that has just
 * started does not know yet which they are: it learns that from its name server, within these times.
 */
const AGAIN_AFTER_MS = [1000, 5000, 15_000]

/** Tells a broker the lite topics as soon as it is connected, and some more times after that. */
export class Resync {
  readonly #sync: (address: string) => Promise<void>
  readonly #timers = new Map<string, readonly NodeJS.Timeout[]>()

  /** @param sync must not reject */
  constructor(sync: (address: string) => Promise<void>) {
    this.#sync = sync
  }

  onConnected(address: string): void {
    this.#cancel(address)
    void this.#sync(address)
    const timers = AGAIN_AFTER_MS.map((ms) => setTimeout(() => void this.#sync(address), ms))
    this.#timers.set(address, timers)
  }

  stop(): void {
    for (const address of this.#timers.keys()) this.#cancel(address)
  }

  #cancel(address: string): void {
    for (const timer of this.#timers.get(address) ?? []) clearTimeout(timer)
    this.#timers.delete(address)
  }
}
