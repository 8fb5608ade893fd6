import type { Lifetime } from '../time/lifetime.js'

/**
 * Where arguments and results lie that are too large for a message. A port: implement it to plug in a store of your own,
 * and run `payloadStoreConformance` of `@arq/conformance` on it. Everybody who enqueues, runs or reads such jobs needs the
 * same one.
 *
 * Any rejection means that it is away: the job waits, or the call is told so. A promise of its own that never settles is
 * given up after two minutes.
 */
export interface PayloadStore {
  /** For people, without user and password: `files in /srv/arq`. */
  readonly description: string
  /**
   * Called once by each client and worker before its first job. It rejects where the store can never work as it is set up:
   * with an error whose `retryable` is false a worker does not start either.
   */
  ready(): Promise<void>
  /**
   * Keeps bytes at least as long as `ttlMs` says, from now. Whole or not at all: nobody ever gets a part of them. A key is
   * written twice only with the same bytes, to be kept longer.
   * @param key letters, digits and hyphens, at most 64 characters
   */
  put(key: string, bytes: Uint8Array, options: { readonly ttlMs: Lifetime }): Promise<void>
  /** What was put. @returns `undefined`: it was never put, is deleted, or its time is over */
  get(key: string): Promise<Uint8Array | undefined>
  /** Also where there is none. */
  delete(key: string): Promise<void>
}
