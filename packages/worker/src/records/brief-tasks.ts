/** After a long run, a task is taken for a long one for as many runs. */
const RUNS_UNTIL_TRUSTED = 100

/**
 * Knows which tasks are over before anybody could want to stop them. A long run may block the event loop from its first
 * moment on; then nothing can be written of it until it ends, so that the store has to know of it before.
 */
export class BriefTasks {
  /** By name: the brief runs that a task still has to show. */
  readonly #missing = new Map<string, number>()

  has(name: string): boolean {
    return this.#missing.get(name) === 0
  }

  wasBrief(name: string): void {
    const missing = this.#missing.get(name) ?? 1
    if (missing > 0) this.#missing.set(name, missing - 1)
  }

  wasLong(name: string): void {
    this.#missing.set(name, RUNS_UNTIL_TRUSTED)
  }
}
