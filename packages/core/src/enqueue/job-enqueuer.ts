import { sentAfter } from '../errors/arq-error.js'
import { UnsupportedError } from '../errors/settings-errors.js'
import { toError } from '../errors/to-error.js'
import type { EnqueueEvent } from '../events/enqueue-event.js'
import type { EventSink } from '../events/event-hub.js'
import { liveLifetime } from '../job/record-lifetime.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { Offloading } from '../payloads/offloading.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Transport } from '../ports/transport.js'
import type { Clock } from '../time/clock.js'
import { InstantText } from '../time/instant-text.js'
import type { Lifetime } from '../time/lifetime.js'
import type { WorkUnderWay } from '../time/work-under-way.js'
import type { UniqueCall } from '../unique/unique-options.js'
import { uniqueTexts } from '../unique/unique-texts.js'
import { compressBody, type EncodedBody } from '../wire/body-encoding.js'
import { Announcements, mayAnnounce } from './announcements.js'
import { checkTransport } from './check-transport.js'
import { EnqueueLine } from './enqueue-line.js'
import { reportOf } from './enqueue-report.js'
import type { ResolvedEnqueueSettings } from './enqueue-settings.js'
import { IdClaims } from './id-claims.js'
import {
  draftAsOf,
  type DraftDefaults,
  draftJob,
  type DraftRequest,
  type JobDraft,
} from './job-draft.js'
import { JobIds } from './job-ids.js'
import { KeyedEnqueues } from './keyed-enqueues.js'
import { queuedRecord } from './queued-record.js'
import { StoreOutageLog } from './store-outage-log.js'

export interface JobEnqueuerParts {
  readonly transport: Transport
  readonly resultStore: ResultStore | undefined
  readonly clock: Clock
  readonly logger: TextLogger
  /** Where jobs go that name no queue. */
  readonly queueName: string
  readonly settings: ResolvedEnqueueSettings
  /** Address for the results of jobs, where there is no store; asked for each job, for it may not be known yet. */
  readonly replyTo?: () => string | undefined
  /** Told of each enqueue from its call to its end. */
  readonly underWay?: WorkUnderWay
  /** Whose events they are. */
  readonly events: EventSink<EnqueueEvent>
}

/**
 * The way of a job into the queue, the same for clients and for tasks that enqueue:
 * record (`queued`), and with it or after it publish, confirmed → claim made firm. See ARCHITECTURE.md for each crash
 * point.
 */
export class JobEnqueuer {
  readonly #parts: JobEnqueuerParts
  readonly #draftDefaults: DraftDefaults
  readonly #claims: IdClaims | undefined
  readonly #announcements: Announcements | undefined
  #keyed: KeyedEnqueues | undefined
  readonly #outage: StoreOutageLog
  readonly #line: EnqueueLine
  readonly #offloading: Offloading | undefined
  #hasWarnedOfUniqueness = false

  constructor(parts: JobEnqueuerParts) {
    this.#parts = parts
    const { clock, queueName, settings, resultStore: store, logger } = parts
    this.#line = new EnqueueLine({ store, clock, transport: parts.transport })
    const { codec, encryption, payloads, compressAboveBytes, expiresMs, onEnqueue } = settings
    const { claimLeaseMs: leaseMs } = settings
    const enqueueTimes = new InstantText()
    const expiries = new InstantText()
    this.#outage = new StoreOutageLog(logger)
    const onStoreError = (error: unknown): void => this.#outage.failed(error)
    this.#claims = store && new IdClaims({ store, clock, leaseMs, onStoreError })
    if (store && settings.tracksQueued && mayAnnounce(store)) {
      const onAnswered = (): void => this.#outage.answered()
      this.#announcements = new Announcements({ store, onAnswered, onStoreError })
    }
    this.#offloading = payloads && new Offloading({ ...payloads, clock, compressAboveBytes })
    this.#draftDefaults = {
      codec,
      clock,
      ids: new JobIds(),
      queueName,
      expiresMs,
      onEnqueue,
      sealing: encryption && { cipher: encryption, compressAboveBytes },
      offloading: this.#offloading,
      enqueueTimes,
      expiries,
      announces: this.#announcements !== undefined,
    }
  }

  /** Checks and encodes a job; sends nothing. */
  draft(request: DraftRequest): JobDraft {
    const draft = draftJob(request, this.#draftDefaults)
    checkTransport(draft, this.#parts.transport, this.#parts.clock)
    this.#line.check(draft)
    return draft
  }

  /**
   * Sends a job and resolves once the broker has it. One promise hangs on the publish, however many callers stand above
   * it: each more would cost every job half a microsecond, and all of them wait for the broker in memory.
   * @param toValue makes what the caller is given of the job as it was sent; of `undefined` when a job of its id exists,
   * so that nothing was sent
   */
  enqueue<T>(draft: JobDraft, toValue: (sent: JobDraft | undefined) => T): Promise<T> {
    const { underWay } = this.#parts
    underWay?.begin()
    const report = reportOf(draft, this.#parts)
    const failed = (error: unknown): never => {
      underWay?.end()
      report?.failed(error)
      throw error
    }
    if (draft.unique) {
      return this.#enqueueKeyed(draft, draft.unique).then((given) => {
        underWay?.end()
        report?.ended(given.placed !== 'dropped')
        return toValue(given)
      }, failed)
    }
    if (draft.isUnique && this.#claims) {
      return this.#enqueueUnique(draft, this.#claims).then((sent) => {
        underWay?.end()
        report?.ended(sent !== undefined)
        return toValue(sent)
      }, failed)
    }
    if (draft.isUnique) this.#warnOfUniqueness(draft.message.jobId)
    return this.#enqueueOwn(draft).then(() => {
      underWay?.end()
      report?.ended(true)
      return toValue(draft)
    }, failed)
  }

  /**
   * Keeps a job that others have to end before: nothing is sent of it by this call.
   * @param write writes down what it takes to send it later
   * @param keptMs how long it may be held
   */
  async hold(draft: JobDraft, write: () => Promise<void>, keptMs: number): Promise<void> {
    const { underWay } = this.#parts
    underWay?.begin()
    const report = reportOf(draft, this.#parts)
    try {
      await this.#putPayload(draft, draft.expiresAtMs + keptMs)
      await write()
      report?.ended(true)
    } catch (error) {
      report?.failed(error)
      throw error
    } finally {
      underWay?.end()
    }
  }

  /** Ends waits for the claims of others. */
  close(): void {
    this.#claims?.close()
  }

  /** A job whose id is nobody else's. */
  #enqueueOwn(draft: JobDraft): Promise<void> {
    const { resultStore, settings } = this.#parts
    if (!resultStore || !settings.tracksQueued) return this.#publish(draft)
    return this.#announcements && draft.isUncontested
      ? this.#enqueueAnnounced(draft, this.#announcements, resultStore)
      : this.#enqueueTracked(draft, resultStore)
  }

  /** The record is written beside the sending; both are waited for. */
  #enqueueAnnounced(
    draft: JobDraft,
    announcements: Announcements,
    store: ResultStore,
  ): Promise<void> {
    const { announcement, place } = announcements.add(draft, this.#lifetime(draft))
    return this.#publish(draft).then(
      // Nearly always the store has answered first.
      () => (announcement.isAnswered ? undefined : announcement.answered),
      async (error: unknown) => {
        await announcement.answered
        if (announcement.hasCreated(place) && sentAfter(error) !== 'unknown') {
          await this.#withdraw(draft, store)
        }
        throw error
      },
    )
  }

  /** The record is written before the sending. */
  async #enqueueTracked(draft: JobDraft, store: ResultStore): Promise<void> {
    const hasRecord = await this.#inOrder(draft, this.#track(draft, store))
    try {
      await this.#publish(draft)
    } catch (error) {
      if (hasRecord && sentAfter(error) !== 'unknown') await this.#withdraw(draft, store)
      throw error
    }
  }

  async #enqueueKeyed(draft: JobDraft, call: UniqueCall): Promise<JobDraft> {
    const { resultStore: store, clock, settings } = this.#parts
    if (!store)
      throw new UnsupportedError(uniqueTexts.uniqueNeedsEntries(), { missing: 'resultStore' })
    this.#keyed ??= new KeyedEnqueues({
      ...{ store, clock, preparing: this.#draftDefaults },
      putPayload: (own) => this.#putPayload(own),
      track: async (own) => settings.tracksQueued && this.#track(own, store),
      publish: (tick) => this.#publish(tick),
    })
    const given = await this.#keyed.enqueue(draft, call, this.#lifetime(draft))
    this.#outage.answered()
    return given
  }

  async #enqueueUnique(draft: JobDraft, claims: IdClaims): Promise<JobDraft | undefined> {
    const taking = claims.take(queuedRecord(draft), this.#lifetime(draft))
    const claim = await this.#inOrder(draft, taking)
    this.#outage.answered()
    if (!claim) return undefined
    const { enqueueTime } = draft.message
    const sent =
      claim.enqueueTime === enqueueTime
        ? draft
        : draftAsOf(draft, claim.enqueueTime, this.#parts.settings.codec)
    try {
      await this.#publish(sent)
    } catch (error) {
      const sending = sentAfter(error) === 'unknown' ? 'unknown' : 'notSent'
      await claim.end(sending)
      throw error
    }
    await claim.end('confirmed')
    return sent
  }

  /** Writes the `queued` record of a job whose id is its own. @returns whether it stands */
  async #track(draft: JobDraft, store: ResultStore): Promise<boolean> {
    try {
      const outcome = await store.create(queuedRecord(draft), { ttlMs: this.#lifetime(draft) })
      this.#outage.answered()
      return outcome === 'created'
    } catch (error) {
      if (store.onFailure === 'refuse') throw error
      this.#outage.failed(error)
      return false
    }
  }

  /** Should it fail, a record of a job that was never sent stays until it expires. */
  async #withdraw({ message }: JobDraft, store: ResultStore): Promise<void> {
    try {
      await store.withdraw(message)
    } catch (error) {
      this.#outage.failed(error)
    }
  }

  /** Jobs of a line get there in the order of the calls, whichever record is answered first. */
  #inOrder<T>({ line }: JobDraft, work: Promise<T>): Promise<T> {
    return line ? this.#line.inOrder(work) : work
  }

  #publish(draft: JobDraft): Promise<void> {
    // In a line the next one must not overtake it meanwhile.
    return draft.payload || (draft.line && this.#offloading)
      ? this.#inOrder(draft, this.#putPayload(draft)).then(() => this.#pack(draft))
      : this.#pack(draft)
  }

  /** Before anything by which a worker could come to it. */
  async #putPayload(
    { payload, expiresAtMs }: JobDraft,
    startableUntilMs = expiresAtMs,
  ): Promise<void> {
    const offloading = this.#offloading
    if (!payload || !offloading) return
    await offloading.access.put(payload, offloading.argumentsLifetime(startableUntilMs))
  }

  #pack(draft: JobDraft): Promise<void> {
    const { compressAboveBytes, encryption } = this.#parts.settings
    // What is encrypted was compressed before.
    if (
      draft.line ||
      compressAboveBytes === undefined ||
      encryption ||
      draft.body.byteLength < compressAboveBytes
    ) {
      return this.#send(draft, { body: draft.body, contentEncoding: undefined })
    }
    return compressBody(draft.body).then((body) => this.#send(draft, body))
  }

  #send(draft: JobDraft, { body, contentEncoding }: EncodedBody): Promise<void> {
    const { transport, settings, replyTo } = this.#parts
    const message = {
      queueName: draft.message.queueName,
      kind: 'job',
      body,
      headers: draft.headers,
      messageId: draft.messageId,
      contentType: settings.codec.contentType,
      contentEncoding,
      priority: draft.priority,
      replyTo: replyTo?.(),
      correlationId: draft.message.jobId,
      dueAtMs: draft.dueAtMs,
    } as const
    try {
      return draft.line ? this.#line.append(draft, message) : transport.publish(message)
    } catch (error) {
      // Somebody else's transport may throw instead of rejecting.
      return Promise.reject(toError(error))
    }
  }

  #lifetime({ expiresAtMs }: JobDraft): Lifetime {
    const { clock, settings } = this.#parts
    return liveLifetime(settings, { expiresAtMs, nowMs: clock.now() })
  }

  #warnOfUniqueness(jobId: string): void {
    if (this.#hasWarnedOfUniqueness) return
    this.#hasWarnedOfUniqueness = true
    this.#parts.logger.warn(uniqueTexts.uniqueNeedsStore({ jobId }))
  }
}
