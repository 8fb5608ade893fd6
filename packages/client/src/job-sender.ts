import type { Clock, EnqueueEvent, ResultStore } from '@arq/core'
import {
  type DraftRequest,
  type EventSink,
  type JobDraft,
  JobEnqueuer,
  within,
  WorkUnderWay,
} from '@arq/core/internal'

import type { ResolvedClientSettings } from './client-settings.js'
import { type JobOrigin, originOf } from './job-origin.js'
import type { ReplyResults } from './reply-results.js'

/** How long `close()` waits for enqueues that were called before it. A publish with one reconnection takes less. */
const CLOSE_GRACE_MS = 5000

/** Checks and sends a client's jobs, and knows which are under way. */
export class JobSender {
  readonly #enqueuer: JobEnqueuer
  readonly #replies: ReplyResults | undefined
  readonly #clock: Clock
  readonly #store: ResultStore | undefined
  readonly #hasRecord: (draft: JobDraft) => boolean
  readonly #underWay = new WorkUnderWay()

  /** @param replies where results come by reply: opened before the first job is sent */
  constructor(
    settings: ResolvedClientSettings,
    replies: ReplyResults | undefined,
    events: EventSink<EnqueueEvent>,
  ) {
    const { resultStore, enqueue, clock } = settings
    this.#replies = replies
    this.#clock = clock
    this.#store = resultStore
    this.#hasRecord = certainRecords(resultStore, enqueue.tracksQueued)
    this.#enqueuer = new JobEnqueuer({
      ...settings,
      settings: enqueue,
      replyTo: () => replies?.address,
      underWay: this.#underWay,
      events,
    })
  }

  /** Checks and encodes a job; sends nothing. */
  draft(request: DraftRequest): JobDraft {
    return this.#enqueuer.draft(request)
  }

  /** Keeps a job that others have to end before: see {@link JobEnqueuer.hold}. */
  hold(draft: JobDraft, write: () => Promise<void>, keptMs: number): Promise<void> {
    return this.#enqueuer.hold(draft, write, keptMs)
  }

  /** Sends a job. @param toValue makes what the caller is given; of `undefined` when a job of its id exists */
  send<T>(draft: JobDraft, toValue: (origin: JobOrigin | undefined) => T): Promise<T> {
    const toOrigin = (sent: JobDraft | undefined): T => {
      const incarnation = this.#store?.incarnation
      return toValue(sent && originOf(sent, { hadRecord: this.#hasRecord(sent), incarnation }))
    }
    return this.#replies?.isOpen === false
      ? this.#openedFirst(this.#replies, () => this.#enqueuer.enqueue(draft, toOrigin))
      : this.#enqueuer.enqueue(draft, toOrigin)
  }

  async #openedFirst<T>(replies: ReplyResults, send: () => Promise<T>): Promise<T> {
    this.#underWay.begin()
    try {
      await replies.open()
      return await send()
    } finally {
      this.#underWay.end()
    }
  }

  /** Lets what is under way finish. An enqueue that waits for a broker that is away rejects when the transport closes. */
  async close(): Promise<void> {
    this.#enqueuer.close()
    await within(this.#underWay.idle(), CLOSE_GRACE_MS, this.#clock)
  }
}

/** Which jobs certainly have a record. Without its store, a store that degrades lets jobs through that have none. */
function certainRecords(
  store: ResultStore | undefined,
  tracksQueued: boolean,
): (draft: JobDraft) => boolean {
  if (!store) return () => false
  const areTracked = tracksQueued && store.onFailure === 'refuse'
  return ({ isUnique }) => isUnique || areTracked
}
