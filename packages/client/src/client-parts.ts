import {
  ClosedError,
  describeThrown,
  type EnqueueEvent,
  type JobInfo,
  type JobRecord,
  type Release,
  type ResultStore,
  UnsupportedError,
} from '@arq/core'
import {
  EventHub,
  fetchResult,
  openRecord,
  PayloadAccess,
  portTexts,
  referenceIn,
  StreamNews,
  toJobInfo,
  within,
} from '@arq/core/internal'

import type { HeldAbortParts } from './abort-held-job.js'
import type { AbortParts } from './abort-job.js'
import type { ResolvedClientSettings } from './client-settings.js'
import { WorkerControl } from './control/worker-control.js'
import { JobSender } from './job-sender.js'
import { RecordWatcher } from './record-watcher.js'
import { ReplyResults } from './reply-results.js'
import type { ResultSource } from './result-source.js'
import { StoredResults } from './stored-results.js'
import { InboxSender } from './streams/inbox-sender.js'

/** How long each step of `close()` may take; none takes long where broker and store answer. */
const STEP_MS = 5000
const RELEASE_MS = 7500

/** What a store makes possible. */
interface StoreParts {
  readonly store: ResultStore
  readonly watcher: RecordWatcher
  readonly news: StreamNews
  readonly inboxes: InboxSender
}

/** The parts that a client and its jobs share, and their end. */
export class ClientParts {
  readonly settings: ResolvedClientSettings
  readonly results: ResultSource
  readonly events: EventHub<EnqueueEvent>
  readonly #control: WorkerControl
  readonly #releases: readonly Release[]
  readonly #sender: JobSender
  readonly #stored: StoreParts | undefined
  readonly #payloads: PayloadAccess | undefined
  readonly #held: HeldAbortParts | undefined
  #closing: Promise<void> | undefined

  constructor(settings: ResolvedClientSettings, releases: readonly Release[]) {
    this.settings = settings
    this.#releases = releases
    const { payloads } = settings.enqueue
    this.#payloads = payloads && new PayloadAccess(payloads.store, settings.clock)
    this.events = new EventHub((error) => {
      settings.logger.error(describeThrown(error).message, { error })
    })
    this.#control = new WorkerControl(settings)
    const { resultStore: store } = settings
    if (store) {
      const watcher = new RecordWatcher({ ...settings, store })
      const inboxes = new InboxSender({ ...settings, store })
      this.#stored = { store, watcher, news: new StreamNews(store), inboxes }
      this.results = new StoredResults(watcher)
      this.#sender = new JobSender(settings, undefined, this.events)
    } else {
      const replies = new ReplyResults(settings)
      this.results = replies
      this.#held = { ...settings, replies }
      const asked = settings.keptReplies > 0 ? replies : undefined
      this.#sender = new JobSender(settings, asked, this.events)
    }
  }

  /** @throws ClosedError `ARQ_CLOSED` */
  get sender(): JobSender {
    this.assertOpen()
    return this.#sender
  }

  /** @throws ClosedError `ARQ_CLOSED` */
  get control(): WorkerControl {
    this.assertOpen()
    return this.#control
  }

  /** @throws ClosedError `ARQ_CLOSED` */
  assertOpen(): void {
    if (this.#closing) throw new ClosedError('Client')
  }

  /** @throws UnsupportedError `ARQ_UNSUPPORTED` naming `resultStore`; ClosedError `ARQ_CLOSED` */
  stored(what: string): StoreParts & AbortParts & Pick<ResolvedClientSettings, 'enqueue'> {
    this.assertOpen()
    if (!this.#stored) {
      throw new UnsupportedError(portTexts.needsResultStore({ what }), {
        missing: 'resultStore',
      })
    }
    return { ...this.settings, ...this.#stored, resultTtl: this.settings.enqueue.resultTtl }
  }

  /**
   * A record for its reader: what lies apart in its place, what it holds encrypted in the clear, as far as that can be had
   * here. Never to be stored.
   */
  opened(record: JobRecord): JobRecord | Promise<JobRecord> {
    const { encryption: cipher, codec } = this.settings.enqueue
    return openRecord(record, { cipher, codec, payloads: this.#payloads })
  }

  /**
   * The same for who wants its result only.
   * @throws PayloadMissing, PayloadDamaged, PayloadStoreError: what stands in place of a result is none
   */
  async openedResult(record: JobRecord): Promise<JobRecord> {
    const { encryption: cipher, codec } = this.settings.enqueue
    const whole = await fetchResult(record, this.#payloads)
    return openRecord(whole, { cipher, codec, payloads: undefined })
  }

  /**
   * Deletes what lies apart of the result of a job whose record is about to be deleted. Its arguments stay: the job, or
   * its dead letter, may still need them.
   */
  async forgetResult(jobId: string): Promise<void> {
    const payloads = this.#payloads
    const record = payloads && (await this.#stored?.store.get(jobId))
    const reference = record && referenceIn(record.result)
    // What cannot be deleted expires.
    if (reference) await payloads.delete(reference).catch(() => undefined)
  }

  /** The same as callers see it. */
  async infoOf(record: JobRecord): Promise<JobInfo> {
    return toJobInfo(await this.opened(record))
  }

  /** What aborts a job without a store; absent with one. @throws ClosedError `ARQ_CLOSED` */
  get held(): HeldAbortParts | undefined {
    this.assertOpen()
    return this.#held
  }

  /**
   * Refuses new calls, ends waits, lets enqueues under way finish, then lets go of transport and store. Idempotent.
   * Resolves within 25 s, whatever hangs: what is left goes on by itself, within limits of its own.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const errors: unknown[] = []
    const step = async (limitMs: number, ...works: readonly Promise<void>[]): Promise<void> => {
      const noted = works.map((work) => work.catch((error: unknown) => void errors.push(error)))
      await within(Promise.all(noted), limitMs, this.settings.clock)
    }
    const ends = [this.results.close(), this.#control.close()]
    if (this.#stored) ends.push(this.#stored.news.close())
    await step(STEP_MS, ...ends)
    // It has a limit of its own: as long as a publish with one reconnection takes.
    await this.#sender.close()
    // In this order: an enqueue that the transport gives up takes its record back.
    for (const release of this.#releases) await step(RELEASE_MS, release())
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors, 'Transport and store failed to close')
  }
}
