import { randomUuid } from '#platform'

import { JobAlreadyExists } from '../errors/job-errors.js'
import { ClosedError } from '../errors/settings-errors.js'
import { isBeingSent, OPEN_CLAIM } from '../job/job.js'
import type { ResultStore } from '../ports/result-store.js'
import { abortControllerForMany } from '../time/abort-controller.js'
import type { Clock } from '../time/clock.js'
import { GrowingPause } from '../time/growing-pause.js'
import type { Lifetime } from '../time/lifetime.js'
import { pause } from '../time/pause.js'
import { claimedUntil, type ClaimRecord, HeldClaim } from './held-claim.js'
import type { QueuedRecord } from './queued-record.js'

export interface IdClaimsParts {
  readonly store: ResultStore
  readonly clock: Clock
  /** How long a claim is held after its process has died; also how long a call waits for the claim of another one. */
  readonly leaseMs: number
  readonly onStoreError: (error: unknown) => void
}

/** Another process ends its claim within a publish, a few milliseconds; if it has died, its lease ends. */
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 1000
const PAUSE_GROWTH = 1.5

/**
 * Job ids that callers chose, each given to one call. A claim is a `queued` record that says so; it becomes the record
 * of a job when its sender hears that the message has arrived. A call that meets
 * - a job gets nothing: the id is taken;
 * - a claim whose sender does not know whether its message arrived, or whose lease is over, since its process has died
 *   or cannot reach the store, takes it over and sends again, as the same job;
 * - a claim whose sender is still sending waits for the end of that.
 */
export class IdClaims {
  readonly #parts: IdClaimsParts
  /** The calls of this process that wait for a claim, by job id. */
  readonly #waits = new Map<string, Set<AbortController>>()
  readonly #closing = abortControllerForMany()

  constructor(parts: IdClaimsParts) {
    this.#parts = parts
  }

  /**
   * @param lifetime of the record, also while it is a claim: what becomes of the job must not depend on a lease
   * @returns `undefined` when a job of this id exists
   * @throws JobAlreadyExists when another call has been sending for longer than a lease; what the store throws
   */
  async take(record: QueuedRecord, lifetime: Lifetime): Promise<HeldClaim | undefined> {
    const { clock, leaseMs } = this.#parts
    const { jobId } = record
    const deadlineMs = clock.monotonicNow() + leaseMs
    const { signal } = this.#closing
    const timing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, growth: PAUSE_GROWTH }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    for (;;) {
      if (signal.aborted) throw new ClosedError('Client')
      const answer = await this.#try(record, lifetime)
      if (answer === 'exists') return undefined
      if (answer !== 'wait') return answer
      if (clock.monotonicNow() >= deadlineMs)
        throw new JobAlreadyExists({ jobId, waitedMs: leaseMs })
      await this.#wait(jobId, pauses.takeMs())
    }
  }

  /** Calls that wait reject with `ARQ_CLOSED`; claims that the store has not heard the end of are taken over later. */
  close(): void {
    this.#closing.abort()
    for (const jobId of this.#waits.keys()) this.#wake(jobId)
  }

  async #try(record: QueuedRecord, lifetime: Lifetime): Promise<HeldClaim | 'exists' | 'wait'> {
    const { store, clock, leaseMs } = this.#parts
    const { jobId } = record
    const until = claimedUntil(clock, leaseMs)
    const claimed = { ...record, claim: randomUuid(), claimedUntil: until }
    const options = { ttlMs: lifetime }
    if ((await this.#write(claimed, lifetime, () => store.create(claimed, options))) === 'created')
      return this.#hold(claimed, lifetime, false)
    const standing = await store.get(jobId)
    // Its sender took it back between the two calls.
    if (!standing) return 'wait'
    const { status, claim } = standing
    if (status !== 'queued' || claim === undefined) return 'exists'
    // By the clock of this machine, which may differ from that of the holder: then both send the same job.
    if (isBeingSent(standing, clock.now())) return 'wait'
    // The same job as before: of two messages of it, the second to end is a duplicate.
    const { enqueueTime = record.enqueueTime, createdAt } = standing
    const repeated = { ...claimed, enqueueTime, createdAt }
    const isTaken = await this.#write(repeated, lifetime, () =>
      store.replaceClaim(claim, repeated, options),
    )
    return isTaken ? this.#hold(repeated, lifetime, true) : 'wait'
  }

  /** A write whose answer is lost may have been done: the claim is then given up, so that the same call works again. */
  async #write<T>(claimed: ClaimRecord, lifetime: Lifetime, write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (error) {
      const open = { ...claimed, claim: OPEN_CLAIM }
      await this.#parts.store
        .replaceClaim(claimed.claim, open, { ttlMs: lifetime })
        .catch(() => undefined)
      throw error
    }
  }

  #hold(record: ClaimRecord, lifetime: Lifetime, isRepeat: boolean): HeldClaim {
    const { store, clock, leaseMs, onStoreError } = this.#parts
    const onEnd = (): void => this.#wake(record.jobId)
    const { signal } = this.#closing
    return new HeldClaim({
      ...{ store, clock, leaseMs, record, lifetime, isRepeat, signal, onStoreError, onEnd },
    })
  }

  async #wait(jobId: string, ms: number): Promise<void> {
    const wait = new AbortController()
    const others = this.#waits.get(jobId) ?? new Set()
    this.#waits.set(jobId, others.add(wait))
    await pause(ms, { clock: this.#parts.clock, signal: wait.signal })
    others.delete(wait)
    if (others.size === 0) this.#waits.delete(jobId)
  }

  #wake(jobId: string): void {
    for (const wait of this.#waits.get(jobId) ?? []) wait.abort()
  }
}
