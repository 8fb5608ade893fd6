import type { AnnouncedJob, ResultStore } from '../ports/result-store.js'
import type { Lifetime } from '../time/lifetime.js'
import { encodeJobRecord } from '../wire/job-record-codec.js'
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

/** The `queued` records of one turn of the event loop. Jobs that wait for it keep only this and their place in it. */
export class Announcement {
  /** Until they are sent. */
  jobs: AnnouncedJob[] = []
  /** Resolves when the store has answered or failed; it never rejects. */
  readonly answered: Promise<void>
  #outcomes: readonly ('created' | 'exists')[] | 'waiting' | 'failed' = 'waiting'
  #end: () => void = () => undefined

  constructor() {
    this.answered = new Promise((resolve) => (this.#end = resolve))
  }

  get isAnswered(): boolean {
    return this.#outcomes !== 'waiting'
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

  /** @returns where the answer will be, at the last place */
  add(draft: JobDraft, ttlMs: Lifetime): Announcement {
    const record = queuedRecord(draft)
    const { jobId, queueName, enqueueTime } = record
    const announcement = this.#open ?? this.#begin()
    announcement.jobs.push({ jobId, queueName, enqueueTime, text: encodeJobRecord(record), ttlMs })
    return announcement
  }

  #begin(): Announcement {
    const announcement = new Announcement()
    this.#open = announcement
    // It runs after the microtasks of this turn, so that what they enqueue goes along.
    process.nextTick(() => {
      this.#open = undefined
      void this.#send(announcement)
    })
    return announcement
  }

  async #send(announcement: Announcement): Promise<void> {
    const { store, onAnswered, onStoreError } = this.#parts
    const { jobs } = announcement
    announcement.jobs = []
    try {
      const outcomes = await store.announce(jobs)
      onAnswered()
      announcement.end(outcomes)
    } catch (error) {
      onStoreError(error)
      announcement.end('failed')
    }
  }
}
