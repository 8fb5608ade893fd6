import { ClosedError } from '../errors/settings-errors.js'
import { toError } from '../errors/to-error.js'
import type { HealthReport, StorageStats } from '../ports/result-store.js'

/** The calls of one store: none while it is closed, and each is counted, whatever comes of it. */
export class StoreCalls {
  stored = 0
  retrieved = 0
  deleted = 0
  readonly #storeName: string
  readonly #isOpen: () => boolean
  #calls = 0
  #failures = 0

  /** @param storeName the class that users made, for the error of a call while it is closed */
  constructor(storeName: string, isOpen: () => boolean) {
    this.#storeName = storeName
    this.#isOpen = isOpen
  }

  /** @throws {@link ClosedError} `ARQ_CLOSED` before the store is opened and after it is closed */
  run<T>(operation: () => Promise<T>): Promise<T> {
    if (!this.#isOpen()) return Promise.reject(new ClosedError(this.#storeName))
    const running = operation()
    this.#calls += 1
    running.catch(() => (this.#failures += 1))
    return running
  }

  /** @param ask one round trip to the store */
  async health(ask: () => Promise<unknown>): Promise<HealthReport> {
    const startedAt = performance.now()
    try {
      await this.run(ask)
      return { isHealthy: true, latencyMs: performance.now() - startedAt }
    } catch (error) {
      return { isHealthy: false, error: toError(error).message }
    }
  }

  stats({ storeType, details }: Pick<StorageStats, 'storeType' | 'details'>): StorageStats {
    return {
      storeType,
      totalStored: this.stored,
      totalRetrieved: this.retrieved,
      totalDeleted: this.deleted,
      successRate: this.#calls === 0 ? 1 : 1 - this.#failures / this.#calls,
      details,
    }
  }
}
