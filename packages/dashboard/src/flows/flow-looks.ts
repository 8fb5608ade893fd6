import type { FlowJobInfo } from '@arq/client'

import type { Desk } from '../look/desk.js'
import type { SeenFlow } from './seen-flow.js'

/** Jobs of a flow that are looked at: more would take seconds of a store, again and again. */
const MOST_JOBS = 20_000
/** Flows whose last look is kept. */
const MOST_KEPT = 4
/** A look is at least so old before there is another one… */
const AGAIN_MS = 2000
/** …and so many times as old as it took: a large flow must not keep its store busy. */
const REST_FACTOR = 5

/** Looks at flows: once for all who ask within a while. */
export class FlowLooks {
  readonly #desk: Desk
  readonly #looks = new Map<string, { readonly atMs: number; readonly flow: Promise<SeenFlow> }>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** The id of the root of the flow that a job is a part of. @throws UnsupportedError of a store that keeps no flows */
  async rootOf(jobId: string): Promise<string | undefined> {
    this.#desk.store()
    return (await this.#desk.client()).getFlow(jobId).rootId()
  }

  async look(rootId: string): Promise<SeenFlow> {
    const known = this.#looks.get(rootId)
    if (known) {
      const seen = await known.flow
      if (Date.now() - known.atMs < restMs(seen) && this.#looks.get(rootId) === known) return seen
    }
    // Who came first meanwhile looks for all.
    const current = this.#looks.get(rootId)
    if (current && current !== known) return current.flow
    const look = { atMs: Date.now(), flow: this.#walk(rootId) }
    this.#looks.delete(rootId)
    this.#looks.set(rootId, look)
    look.flow.catch(() => this.#forget(rootId, look))
    for (const id of this.#looks.keys()) {
      if (this.#looks.size <= MOST_KEPT) break
      this.#looks.delete(id)
    }
    return look.flow
  }

  /** Somebody has changed it: the next who ask are to see that. */
  changed(rootId: string): void {
    this.#looks.delete(rootId)
  }

  #forget(rootId: string, look: unknown): void {
    if (this.#looks.get(rootId) === look) this.#looks.delete(rootId)
  }

  async #walk(rootId: string): Promise<SeenFlow> {
    const beganMs = performance.now()
    const jobs: FlowJobInfo[] = []
    let isComplete = true
    for await (const job of (await this.#desk.client()).getFlow(rootId).tree()) {
      if (jobs.length >= MOST_JOBS) {
        isComplete = false
        break
      }
      jobs.push(this.#desk.redacted(job))
    }
    return { rootId, jobs, isComplete, tookMs: performance.now() - beganMs }
  }
}

/** How long a look is good for. */
export const restMs = ({ tookMs }: Pick<SeenFlow, 'tookMs'>): number =>
  Math.max(AGAIN_MS, Math.round(tookMs * REST_FACTOR))
