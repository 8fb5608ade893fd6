import type { WorkerInfo } from '@arq/core'

interface DrainedPart {
  /** Absent: all queues of the workers. */
  readonly queueName: string | undefined
  /** The workers end when nothing runs any more. */
  readonly ends: boolean
}

/** A worker that was asked to end has ended when it does not answer so often in a row. One may be missed by chance. */
const ENDED_AFTER = 2

/** How far a drain has come, by what its workers say. */
export class DrainWatch {
  readonly ended: string[] = []
  readonly #part: DrainedPart
  #workers: readonly WorkerInfo[]
  /** How often each of the workers that have not ended was not heard. */
  readonly #missed: Map<string, number>

  constructor(workers: readonly WorkerInfo[], part: DrainedPart) {
    this.#part = part
    this.#workers = workers
    this.#missed = new Map(workers.map(({ workerId }) => [workerId, 0]))
  }

  /** As they said last, of those that have not ended. */
  get workers(): readonly WorkerInfo[] {
    return this.#workers
  }

  /** Ids of the workers that have not ended. */
  get awaited(): ReadonlySet<string> {
    return new Set(this.#missed.keys())
  }

  /** Jobs that run of what is drained. */
  get running(): number {
    const { queueName } = this.#part
    const counts = this.#workers.map(({ running, queues }) =>
      queueName === undefined
        ? running
        : (queues.find(({ name }) => name === queueName)?.running ?? 0),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  get isDrained(): boolean {
    if (this.#part.ends) return this.#missed.size === 0
    return this.running === 0 && [...this.#missed.values()].every((missed) => missed === 0)
  }

  /** Another look: the answers of those that are awaited. */
  note(heard: readonly WorkerInfo[]): void {
    const byId = new Map(heard.map((worker) => [worker.workerId, worker]))
    for (const [workerId, missed] of this.#missed) {
      const isGone = this.#part.ends && missed + 1 >= ENDED_AFTER
      if (byId.has(workerId)) this.#missed.set(workerId, 0)
      else if (!isGone) this.#missed.set(workerId, missed + 1)
      else {
        this.#missed.delete(workerId)
        this.ended.push(workerId)
      }
    }
    // Of one that is not heard, what it said last.
    this.#workers = this.#workers
      .filter(({ workerId }) => this.#missed.has(workerId))
      .map((worker) => byId.get(worker.workerId) ?? worker)
  }
}
