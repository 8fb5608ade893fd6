import type { Clock, WorkerInfo } from '@arq/core'

import { byName } from './roll-call.js'

/** A worker that is not heard of for so long has ended; nobody wants to read of it any more. */
const FORGET_MS = 600_000

/** A worker that answered before, and does not now. */
export interface SilentWorker {
  /** What it said last. */
  readonly worker: WorkerInfo
  readonly lastSeen: Date
}

/** The workers that have answered this client, so that it can say who does not any more. */
export class KnownWorkers {
  readonly #clock: Clock
  readonly #seen = new Map<string, SilentWorker>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(workers: readonly WorkerInfo[]): void {
    const lastSeen = new Date(this.#clock.now())
    for (const worker of workers) this.#seen.set(worker.workerId, { worker, lastSeen })
  }

  /** It was asked to end, and nobody has to miss it. */
  forget(workerId: string): void {
    this.#seen.delete(workerId)
  }

  /** Those that are not among `answered`; who said that it stops is not missed. */
  silent(answered: readonly WorkerInfo[]): readonly SilentWorker[] {
    const oldestMs = this.#clock.now() - FORGET_MS
    for (const [workerId, { worker, lastSeen }] of this.#seen) {
      if (lastSeen.getTime() < oldestMs || worker.state === 'stopping') this.#seen.delete(workerId)
    }
    const present = new Set(answered.map(({ workerId }) => workerId))
    return [...this.#seen.values()]
      .filter(({ worker }) => !present.has(worker.workerId))
      .sort((a, b) => byName(a.worker, b.worker))
  }
}
