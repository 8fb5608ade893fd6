import { Lane, type LaneSettings } from './lane.js'

/**
 * How many jobs run at once, over all queues. Work that finds no free slot waits in its queue's lane; how much can wait
 * is bounded by the prefetch of the consumers. Of several queues with waiting work each gets its share of the starts by
 * weight, whatever the number of its jobs; one that has reached its own limit holds up nobody.
 */
export class Slots<T> {
  readonly #size: number
  readonly #start: (work: T, queueName: string) => void
  readonly #lanes: ReadonlyMap<string, Lane<T>>
  #busy = 0
  /** How far the fair order has come: the turn of the lane that was served last. */
  #turn = 0

  /** @param start begins the work in a slot, which is taken until {@link free} is called for it */
  constructor(
    size: number,
    queues: readonly (LaneSettings & { readonly name: string })[],
    start: (work: T, queueName: string) => void,
  ) {
    this.#size = size
    this.#lanes = new Map(queues.map((queue) => [queue.name, new Lane<T>(queue)]))
    this.#start = start
  }

  get running(): number {
    return this.#busy
  }

  lane(queueName: string): Lane<T> {
    const lane = this.#lanes.get(queueName)
    if (!lane) throw new Error(`nothing of ${queueName} was asked for`)
    return lane
  }

  add(queueName: string, work: T): void {
    this.lane(queueName).wait(work, this.#turn)
    this.#startNext()
  }

  /** One slot is free again; the next in fair order gets it. To be called once for each start. */
  free(queueName: string): void {
    this.#busy -= 1
    this.lane(queueName).ended()
    this.#startNext()
  }

  /** Takes everything that has not been started. */
  takeWaiting(): readonly T[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.takeAll())
  }

  #startNext(): void {
    if (this.#busy >= this.#size) return
    const next = this.#next()
    if (!next) return
    const [queueName, lane] = next
    const work = lane.take()
    if (work === undefined) return
    this.#busy += 1
    this.#turn = lane.turn
    lane.began()
    this.#start(work, queueName)
  }

  /** Of the lanes that have work and room, the one that is furthest behind. */
  #next(): readonly [string, Lane<T>] | undefined {
    let next: readonly [string, Lane<T>] | undefined
    for (const entry of this.#lanes) {
      const lane = entry[1]
      if (lane.oldest === undefined || !lane.hasRoom) continue
      if (!next || lane.turn < next[1].turn) next = entry
    }
    return next
  }
}
