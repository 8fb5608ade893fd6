import { atEndOfTurn } from '#platform'

import type { AnnouncedJob, ResultStore } from '../ports/result-store.js'
import type { Instant } from '../time/instant.js'
import type { Lifetime } from '../time/lifetime.js'
import { encodeJobRecordWith } from '../wire/job-record-codec.js'
import type { JobDraft } from './job-draft.js'
import { queuedRecord } from './queued-record.js'

type AnnouncingStore = ResultStore & Required<Pick<ResultStore, 'announce'>>

/**
 * Whether records may be written beside the sending. Not where outages of the store refuse jobs: there it must have
 * answered before a job is sent.
 */
export const mayAnnounce = (store: ResultStore): store is AnnouncingStore =>
  store.announce !== undefined && store.onFailure === 'degrade'

export interface AnnouncementsParts {
  readonly store: AnnouncingStore
  readonly onAnswered: () => void
  readonly onStoreError: (error: unknown) => void
}

// A class: V8 may give literals that survived a few collections old memory from their start. See ADR 13.
class AnnouncedRecord implements AnnouncedJob {
  readonly jobId: string
  readonly queueName: string
  readonly enqueueTime: Instant
  readonly text: string
  readonly ttlMs: Lifetime

  constructor(draft: JobDraft, ttlMs: Lifetime) {
    const record = queuedRecord(draft)
    this.jobId = record.jobId
    this.queueName = record.queueName
    this.enqueueTime = record.enqueueTime
    this.text = encodeJobRecordWith(record, draft.sent)
    this.ttlMs = ttlMs
  }
}

/** The `queued` records of one turn of the event loop. Jobs that wait for it keep only this and their place in it. */
export class Announcement {
  /** Resolves when the store has answered or failed; it never rejects. */
  readonly answered: Promise<void>
  #jobs: AnnouncedJob[] = []
  #outcomes: readonly ('created' | 'exists')[] | 'waiting' | 'failed' = 'waiting'
  #end: () => void = () => undefined

  constructor() {
    this.answered = new Promise((resolve) => (this.#end = resolve))
  }

  get isAnswered(): boolean {
    return this.#outcomes !== 'waiting'
  }

  /** @returns its place */
  add(job: AnnouncedJob): number {
    return this.#jobs.push(job) - 1
  }

  /** Gives the records away, to be sent. */
  takeJobs(): readonly AnnouncedJob[] {
    const jobs = this.#jobs
    this.#jobs = []
    return jobs
  }

  /** Whether the record of the job at this place stands. */
  hasCreated(place: number): boolean {
    return this.#outcomes[place] === 'created'
  }

  end(outcomes: readonly ('created' | 'exists')[] | 'failed'): void {
    this.#outcomes = outcomes
    this.#end()
  }
}

/**
 * Writes `queued` records beside the sending of their jobs: those of one turn of the event loop in one call of the
 * store, before any I/O. The records say what the jobs were when they were handed over, whatever their owner does with
 * the arguments afterwards.
 */
export class Announcements {
  readonly #parts: AnnouncementsParts
  #open: Announcement | undefined

  constructor(parts: AnnouncementsParts) {
    this.#parts = parts
  }

  /** @returns where the answer will be, and at which place */
  add(
    draft: JobDraft,
    ttlMs: Lifetime,
  ): { readonly announcement: Announcement; readonly place: number } {
    const job = new AnnouncedRecord(draft, ttlMs)
    const announcement = this.#open ?? this.#begin()
    return { announcement, place: announcement.add(job) }
  }

  #begin(): Announcement {
    const announcement = new Announcement()
    this.#open = announcement
    // It runs after the microtasks of this turn, so that what they enqueue goes along.
    atEndOfTurn(() => {
      this.#open = undefined
      void this.#send(announcement)
    })
    return announcement
  }

  async #send(announcement: Announcement): Promise<void> {
    const { onAnswered, onStoreError } = this.#parts
    try {
      const outcomes = await this.#announce(announcement)
      onAnswered()
      announcement.end(outcomes)
    } catch (error) {
      onStoreError(error)
      announcement.end('failed')
    }
  }

  /** Apart from where the answer is awaited: a function that waits keeps what it has handed over, here the texts. */
  #announce(announcement: Announcement): Promise<readonly ('created' | 'exists')[]> {
    return this.#parts.store.announce(announcement.takeJobs())
  }
}
