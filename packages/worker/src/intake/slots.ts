import { Lane, type LaneSettings } from './lane.js'

type LaneState<T> = Pick<Lane<T>, 'oldest' | 'running' | 'waiting' | 'started'>

/**
 * How much work runs at once, over all queues. Work waits in its queue's lane until {@link next} gives it a slot; how
 * much can wait is bounded by the prefetch of the consumers. Of several queues with waiting work each gets its share of
 * the starts by weight, however many jobs it has. A queue that has reached its own limit holds up no other.
 */
export class Slots<T> {
  readonly #size: number
  readonly #lanes: ReadonlyMap<string, Lane<T>>
  /** Those in which work waits: a start costs no more with hundreds of queues of which most are empty. */
  readonly #waiting = new Map<string, Lane<T>>()
  readonly #isPaused: (queueName: string) => boolean
  #busy = 0
  /** The turn of the lane that was served last. */
  #turn = 0
  #isHeld = false
  #onIdle: (() => void) | undefined

  /** @param isPaused nothing that waits in this queue's lane is started */
  constructor(
    size: number,
    queues: readonly (LaneSettings & { readonly name: string })[],
    isPaused: (queueName: string) => boolean = () => false,
  ) {
    this.#size = size
    this.#isPaused = isPaused
    this.#lanes = new Map(queues.map((queue) => [queue.name, new Lane<T>(queue)]))
  }

  get running(): number {
    return this.#busy
  }

  /** Whether work waits: in a lane, or for the slots to be free of all else. */
  get hasWaiting(): boolean {
    return this.#isHeld || this.#waiting.size > 0
  }

  /** How a queue's work stands; moved only by this class. */
  lane(queueName: string): LaneState<T> {
    return this.#lane(queueName)
  }

  add(queueName: string, work: T): void {
    const lane = this.#lane(queueName)
    lane.wait(work, this.#turn)
    this.#waiting.set(queueName, lane)
  }

  /** For work that is to be started before all that waits in its queue's lane. */
  addFirst(queueName: string, work: T): void {
    const lane = this.#lane(queueName)
    lane.waitFirst(work, this.#turn)
    this.#waiting.set(queueName, lane)
  }

  /**
   * Keeps the slots free, for what is to run alone: {@link next} gives nothing until {@link release}.
   * @returns resolves when nothing runs, or `signal` aborts
   */
  async hold(signal: AbortSignal): Promise<void> {
    this.#isHeld = true
    if (this.#busy === 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    this.#onIdle = undefined
  }

  /** Work starts in its order again. */
  release(): void {
    this.#isHeld = false
  }

  /** Takes a slot of those that are held, for work that never waited in a lane. */
  takeHeld(queueName: string): void {
    this.#busy += 1
    this.#lane(queueName).began()
  }

  /**
   * The next work in fair order. It has a slot from now on, until {@link free} is called for it.
   * @returns `undefined` when no slot is free or no work may start; ask again after each {@link add} and {@link free}
   */
  next(): T | undefined {
    if (this.#busy >= this.#size || this.#isHeld) return undefined
    const [queueName, lane] = this.#nextLane() ?? []
    const work = lane?.take()
    if (!lane || queueName === undefined || work === undefined) return undefined
    this.#waiting.delete(queueName)
    // Behind the others: of lanes with the same turn the one that was served last comes last.
    if (lane.oldest !== undefined) this.#waiting.set(queueName, lane)
    this.#busy += 1
    this.#turn = lane.turn
    lane.began()
    return work
  }

  /** One slot is free again. To be called once for each work that {@link next} or {@link takeHeld} gave one. */
  free(queueName: string): void {
    this.#busy -= 1
    this.#lane(queueName).ended()
    if (this.#busy === 0) this.#onIdle?.()
  }

  /** Takes out all waiting work that `isTaken` names, of one queue or of all. */
  takeWhere(isTaken: (work: T) => boolean, queueName?: string): readonly T[] {
    const queueNames = queueName === undefined ? [...this.#waiting.keys()] : [queueName]
    return queueNames.flatMap((name) => {
      const lane = this.#lane(name)
      const taken = lane.takeWhere(isTaken)
      if (lane.oldest === undefined) this.#waiting.delete(name)
      return taken
    })
  }

  #lane(queueName: string): Lane<T> {
    const lane = this.#lanes.get(queueName)
    if (!lane) throw new Error(`nothing of ${queueName} was asked for`)
    return lane
  }

  /** Of the lanes that have work and room, the one that is furthest behind. */
  #nextLane(): readonly [queueName: string, lane: Lane<T>] | undefined {
    let next: readonly [queueName: string, lane: Lane<T>] | undefined
    for (const entry of this.#waiting) {
      const [queueName, lane] = entry
      if (!lane.hasRoom || this.#isPaused(queueName)) continue
      if (!next || lane.turn < next[1].turn) next = entry
    }
    return next
  }
}
