import {
  type Clock,
  type Health,
  healthOf,
  type HealthProblem,
  type Text,
  type TransportEvent,
} from '@arq/core'
import { TransportHealth } from '@arq/core/internal'

import { texts } from '../texts.js'

/** No job of the key came for so long: another worker has taken them. Twice the longest pause between two looks. */
const KEY_SEEN_MS = 120_000

interface WorkerHealthParts {
  readonly clock: Clock
  /** What the worker takes jobs from. */
  readonly queueNames: readonly string[]
}

/** What a worker sees of its result store. */
interface WatchedStore {
  readonly isAway: boolean
  readonly startsWithout: boolean
  onAway(listener: () => void): () => void
}

/** Whether a worker takes and runs jobs at the moment, and what keeps it from that. */
export class WorkerHealth {
  readonly #clock: Clock
  readonly #queueNames: readonly string[]
  readonly #transport: TransportHealth
  #store: WatchedStore | undefined
  /** Of a worker that starts, and whose store is not there. */
  #awaitedStore: HealthProblem | undefined
  #storeAwaySince = new Date(0)
  #pause: HealthProblem | undefined
  #awaitedPayload: { readonly since: Date; readonly seenMs: number } | undefined
  readonly #missingKeys = new Map<string, { readonly since: Date; seenMs: number }>()
  /** Its start, until it consumes; its stop. */
  #phase: HealthProblem | undefined

  constructor({ clock, queueNames }: WorkerHealthParts) {
    this.#clock = clock
    this.#queueNames = queueNames
    this.#transport = new TransportHealth({
      clock,
      // Others may share the transport; delayed and parked messages have queues of their own.
      isNeeded: (queueName) => queueNames.includes(queueName),
    })
    const text = texts.healthStarting()
    this.#phase = { code: 'starting', text, since: this.#now(), isFatal: true }
  }

  get current(): Health {
    return healthOf([
      ...(this.#phase ? [this.#phase] : []),
      ...(this.#pause ? [this.#pause] : []),
      ...this.#transport.problems,
      ...this.#storeProblems(),
      ...this.#keyProblems(),
      ...this.#payloadProblems(),
    ])
  }

  /** To be told of every event of the transport. */
  note(event: TransportEvent): void {
    this.#transport.note(event)
  }

  /** The store is not there to be opened, and waited for; until {@link watchStore} is called. */
  storeAwaited(error: Text): void {
    const text = texts.healthStoreAwaited({ error })
    this.#awaitedStore = { code: 'store_away', text, since: this.#now(), isFatal: true }
  }

  watchStore(store: WatchedStore): void {
    this.#awaitedStore = undefined
    this.#store = store
    store.onAway(() => (this.#storeAwaySince = this.#now()))
  }

  /** It consumes all its queues. */
  started(): void {
    this.#phase = undefined
  }

  /** It takes nothing from these queues, because somebody said so; none: it takes from all. */
  paused(names: readonly string[]): void {
    if (names.length === 0) {
      this.#pause = undefined
      return
    }
    const text = texts.healthPaused({ queues: names.join(', ') })
    const since = this.#pause?.since ?? this.#now()
    const isFatal = names.length === this.#queueNames.length
    this.#pause = { code: 'paused', text, since, isFatal }
  }

  /** A job came whose key is not here. It comes again at least once a minute, unless another worker takes it. */
  keyMissing(keyId: string): void {
    const seenMs = this.#clock.now()
    const since = this.#missingKeys.get(keyId)?.since ?? this.#now()
    this.#missingKeys.set(keyId, { since, seenMs })
  }

  /** A job came whose payload could not be fetched. It comes again at least once a minute. */
  payloadAway(): void {
    const seenMs = this.#clock.now()
    this.#awaitedPayload = { since: this.#awaitedPayload?.since ?? this.#now(), seenMs }
  }

  stopping(): void {
    const text = texts.healthStopping()
    this.#phase = { code: 'stopping', text, since: this.#now(), isFatal: true }
  }

  #keyProblems(): readonly HealthProblem[] {
    const problems: HealthProblem[] = []
    for (const [keyId, { since, seenMs }] of this.#missingKeys) {
      if (this.#clock.now() - seenMs > KEY_SEEN_MS) this.#missingKeys.delete(keyId)
      else {
        const text = texts.healthKeyMissing({ keyId })
        problems.push({ code: 'key_missing', text, since, isFatal: false })
      }
    }
    return problems
  }

  #payloadProblems(): readonly HealthProblem[] {
    const awaited = this.#awaitedPayload
    if (awaited && this.#clock.now() - awaited.seenMs > KEY_SEEN_MS)
      this.#awaitedPayload = undefined
    const since = this.#awaitedPayload?.since
    const text = texts.healthPayloadAway()
    return since ? [{ code: 'payload_store_away', text, since, isFatal: false }] : []
  }

  #storeProblems(): readonly HealthProblem[] {
    if (this.#awaitedStore) return [this.#awaitedStore]
    if (this.#store?.isAway !== true) return []
    const { startsWithout } = this.#store
    const text = startsWithout ? texts.healthStoreAway() : texts.healthStoreAwayHolding()
    return [{ code: 'store_away', text, since: this.#storeAwaySince, isFatal: !startsWithout }]
  }

  #now(): Date {
    return new Date(this.#clock.now())
  }
}
