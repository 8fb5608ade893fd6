import {
  ClosedError,
  type Release,
  type ResultStore,
  type Transport,
  UnsupportedError,
} from '@arq/core'
import {
  coreMessages,
  type DraftRequest,
  type JobDraft,
  JobEnqueuer,
  WorkUnderWay,
} from '@arq/core/internal'

import type { AbortParts } from './abort-job.js'
import type { ResolvedClientSettings } from './client-settings.js'
import { type JobOrigin, originOf } from './job-origin.js'
import { RecordWatcher } from './record-watcher.js'
import { ReplyResults } from './reply-results.js'
import type { ResultSource } from './result-source.js'
import { StoredResults } from './stored-results.js'

/** How long `close()` waits for enqueues that were called before it. */
const CLOSE_GRACE_MS = 5000

/** What a store makes possible. */
interface StoreParts {
  readonly store: ResultStore
  readonly watcher: RecordWatcher
}

/** The parts that a client and its jobs share, and their end. */
export class ClientParts {
  readonly settings: ResolvedClientSettings
  readonly results: ResultSource
  readonly #releases: readonly Release[]
  readonly #enqueuer: JobEnqueuer
  readonly #stored: StoreParts | undefined
  readonly #replies: ReplyResults | undefined
  readonly #underWay = new WorkUnderWay()
  #closing: Promise<void> | undefined

  constructor(settings: ResolvedClientSettings, releases: readonly Release[]) {
    this.settings = settings
    this.#releases = releases
    const { resultStore: store } = settings
    if (store) {
      const watcher = new RecordWatcher({ ...settings, store })
      this.#stored = { store, watcher }
      this.results = new StoredResults(watcher)
    } else {
      this.#replies = new ReplyResults(settings)
      this.results = this.#replies
    }
    const replies = this.#replies
    this.#enqueuer = new JobEnqueuer({
      ...settings,
      tracksQueued: settings.trackQueued,
      // Known only once the reply box is open.
      get replyTo() {
        return replies?.address
      },
    })
  }

  get transport(): Transport {
    return this.settings.transport
  }

  /** @throws ClosedError `ARQ_CLOSED` */
  assertOpen(): void {
    if (this.#closing) throw new ClosedError('Client')
  }

  /** @throws UnsupportedError `ARQ_UNSUPPORTED` naming `resultStore`; ClosedError `ARQ_CLOSED` */
  stored(what: string): StoreParts & AbortParts {
    this.assertOpen()
    if (!this.#stored) {
      throw new UnsupportedError(coreMessages.needsResultStore({ what }), {
        missing: 'resultStore',
      })
    }
    return { ...this.settings, ...this.#stored }
  }

  /** Checks and encodes a job; sends nothing. */
  draft(request: DraftRequest): JobDraft {
    this.assertOpen()
    return this.#enqueuer.draft(request)
  }

  /** Sends a job; `undefined` when one of its id exists. */
  async send(draft: JobDraft): Promise<JobOrigin | undefined> {
    this.assertOpen()
    this.#underWay.begin()
    try {
      if (this.#replies?.isOpen === false) await this.#replies.open()
      if (!(await this.#enqueuer.enqueue(draft))) return undefined
      return originOf(draft, this.#certainlyHasRecord(draft))
    } finally {
      this.#underWay.end()
    }
  }

  /** Without its store, a store that degrades lets jobs through that have no record. */
  #certainlyHasRecord({ isUnique }: JobDraft): boolean {
    const { resultStore, trackQueued } = this.settings
    if (!resultStore) return false
    return isUnique || (trackQueued && resultStore.onFailure === 'refuse')
  }

  /** Refuses new calls, ends waits, lets enqueues under way finish, then lets go of transport and store. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const errors: unknown[] = []
    const note = (error: unknown): void => void errors.push(error)
    await this.results.close().catch(note)
    await this.#finishUnderWay()
    for (const release of this.#releases) await release().catch(note)
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors, 'Transport and store failed to close')
  }

  /** What waits for a broker that is away is rejected when the transport closes, not waited for without end. */
  async #finishUnderWay(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.settings.clock.setTimer(CLOSE_GRACE_MS, resolve)
      void this.#underWay.idle().then(() => {
        timer.cancel()
        resolve()
      })
    })
  }
}
