type Listener = (jobId: string) => void

/** Who wants to hear of changed jobs. */
export class ChangeListeners {
  // A wrapper per subscription: the same function may listen twice.
  readonly #listeners = new Set<{ readonly tell: Listener }>()

  get isEmpty(): boolean {
    return this.#listeners.size === 0
  }

  /** @returns what ends it */
  add(onChange: Listener): () => void {
    const listener = { tell: onChange }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  clear(): void {
    this.#listeners.clear()
  }

  /** A notice from outside: a JSON array of ids. Anybody may write to its channel, so anything else is left alone. */
  tell(notice: string): void {
    this.tellOf(parseIds(notice))
  }

  tellOf(jobIds: readonly string[]): void {
    for (const { tell } of this.#listeners) {
      // Apart, so that a listener that throws disturbs neither the connection nor the others.
      queueMicrotask(() => jobIds.forEach((jobId) => tell(jobId)))
    }
  }
}

function parseIds(notice: string): readonly string[] {
  try {
    const ids: unknown = JSON.parse(notice)
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
