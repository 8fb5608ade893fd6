import { compressBody, type EncodedBody } from '../body-encoding.js'
import type { Clock } from '../clock.js'
import type { Codec } from '../codec.js'
import type { ErrorCode } from '../error-codes.js'
import { ConfigurationError, isArqError, localizedMessage, UnsupportedError } from '../errors.js'
import { toInstant } from '../instant.js'
import { InstantText } from '../instant-text.js'
import type { JobRecord } from '../job.js'
import type { Logger } from '../logger.js'
import { renderMessage } from '../message.js'
import { messages } from '../messages.js'
import type { ResultStore } from '../result-store.js'
import type { Transport } from '../transport.js'
import { type DraftDefaults, draftJob, type DraftRequest, type JobDraft } from './job-draft.js'
import { type LifetimePolicy, liveLifetime } from './record-lifetime.js'

export interface JobEnqueuerOptions extends LifetimePolicy {
  readonly transport: Transport
  readonly resultStore: ResultStore | undefined
  readonly codec: Codec
  readonly clock: Clock
  readonly logger: Logger
  /** Where jobs go that name no queue. */
  readonly queueName: string
  /** How long after it became due a job may still start. */
  readonly expiresMs: number
  /** Write a `queued` record for every job, not only for unique ones. */
  readonly tracksQueued: boolean
  /** How long a claimed id stays taken when its job never reaches the queue. */
  readonly claimLeaseMs: number
  /** Bodies of at least this size are compressed; absent: none. */
  readonly compressAboveBytes: number | undefined
  /** Address for the results of jobs, where there is no store. */
  readonly replyTo?: string | undefined
}

/** After these the broker certainly does not have the message; after any other it may. */
const NEVER_SENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ARQ_PUBLISH_NACKED',
  'ARQ_PUBLISH_UNROUTABLE',
  'ARQ_PUBLISH_TOO_LARGE',
  'ARQ_BUFFER_FULL',
  'ARQ_CONNECTION_REFUSED',
  'ARQ_CONNECTION_AUTH',
  'ARQ_CONNECTION_BLOCKED',
  'ARQ_TOPOLOGY_MISMATCH',
  'ARQ_QUEUE_NOT_FOUND',
  'ARQ_UNSUPPORTED',
  'ARQ_CLOSED',
])

/**
 * The way of a job into the queue, the same for clients and for tasks that enqueue:
 * record (`queued`) → publish, confirmed → claim made firm. See ARCHITECTURE.md for each crash point.
 */
export class JobEnqueuer {
  readonly #options: JobEnqueuerOptions
  readonly #draftDefaults: DraftDefaults
  #hasWarnedOfUniqueness = false
  #isStoreDown = false

  constructor(options: JobEnqueuerOptions) {
    this.#options = options
    const { codec, clock, queueName, expiresMs } = options
    const [enqueueTimes, expiries] = [new InstantText(), new InstantText()]
    this.#draftDefaults = { codec, clock, queueName, expiresMs, enqueueTimes, expiries }
  }

  /** Checks and encodes a job; sends nothing. */
  draft(request: DraftRequest): JobDraft {
    const draft = draftJob(request, this.#draftDefaults)
    const { transport } = this.#options
    if (draft.dueAtMs !== undefined && transport.capabilities.delay === 'none') {
      throw new UnsupportedError(messages.noDelays({ transport: transport.description }))
    }
    if (draft.priority !== undefined) this.#checkPriority(draft.priority, draft.message.queueName)
    return draft
  }

  /**
   * Sends a job and resolves once the broker has it.
   * @returns `false` when a job of its id exists, so that it was not sent
   */
  async enqueue(draft: JobDraft): Promise<boolean> {
    const hasRecord = this.#options.resultStore
      ? await this.#record(draft)
      : this.#withoutRecord(draft)
    if (hasRecord === 'exists') return false
    try {
      await this.#publish(draft)
    } catch (error) {
      if (hasRecord === 'created' && isArqError(error) && NEVER_SENT.has(error.code)) {
        await this.#bestEffort((store) => store.withdraw(draft.message))
      }
      throw error
    }
    if (hasRecord === 'created' && draft.isUnique) {
      const ttlMs = this.#lifetime(draft)
      await this.#bestEffort((store) => store.renew(draft.message, { ttlMs }))
    }
    return true
  }

  #checkPriority(priority: number, queue: string): void {
    const { transport } = this.#options
    const highest = highestPriority(transport, queue)
    if (highest === 0) {
      throw new UnsupportedError(
        messages.noPriorities({ queue, transport: transport.description }),
        { queue },
      )
    }
    if (priority <= highest) return
    const message = renderMessage(messages.priorityTooHigh({ priority, queue, highest }))
    throw new ConfigurationError('options', [{ path: 'priority', message }])
  }

  async #record(draft: JobDraft): Promise<'created' | 'exists' | 'none'> {
    const { resultStore, tracksQueued, claimLeaseMs } = this.#options
    if (!resultStore) return this.#withoutRecord(draft)
    if (!draft.isUnique && !tracksQueued) return 'none'
    const ttlMs = draft.isUnique ? claimLeaseMs : this.#lifetime(draft)
    try {
      const outcome = await resultStore.create(this.#queuedRecord(draft), { ttlMs })
      this.#sayStoreIsUp()
      return outcome
    } catch (error) {
      // Without the store an id cannot be kept unique, and that may be somebody's money.
      if (draft.isUnique || resultStore.onFailure === 'refuse') throw error
      this.#sayStoreIsDown(error)
      return 'none'
    }
  }

  #withoutRecord(draft: JobDraft): 'none' {
    if (draft.isUnique) this.#warnOfUniqueness(draft.message.jobId)
    return 'none'
  }

  #publish(draft: JobDraft): Promise<void> {
    const { compressAboveBytes } = this.#options
    if (compressAboveBytes === undefined || draft.body.byteLength < compressAboveBytes) {
      return this.#send(draft, { body: draft.body, contentEncoding: undefined })
    }
    return compressBody(draft.body).then((body) => this.#send(draft, body))
  }

  #send(draft: JobDraft, { body, contentEncoding }: EncodedBody): Promise<void> {
    const { transport, codec, replyTo } = this.#options
    return transport.publish({
      queueName: draft.message.queueName,
      kind: 'job',
      body,
      headers: draft.headers,
      messageId: draft.messageId,
      contentType: codec.contentType,
      contentEncoding,
      priority: draft.priority,
      replyTo,
      correlationId: draft.message.jobId,
      dueAtMs: draft.dueAtMs,
    })
  }

  #queuedRecord({ message, dueAtMs }: JobDraft): JobRecord {
    return {
      jobId: message.jobId,
      status: 'queued',
      functionName: message.function,
      args: message.args,
      kwargs: message.kwargs,
      queueName: message.queueName,
      enqueueTime: message.enqueueTime,
      retryCount: message.jobTry - 1,
      workerId: 'pending',
      // As the Python client writes it: its reader refuses a record without a start time.
      startTime: message.enqueueTime,
      createdAt: message.enqueueTime,
      deferUntil: dueAtMs === undefined ? undefined : toInstant(dueAtMs),
      expires: message.expires,
      expiresAt: message.expires,
    }
  }

  #lifetime({ expiresAtMs }: JobDraft) {
    return liveLifetime(this.#options, { expiresAtMs, nowMs: this.#options.clock.now() })
  }

  /** For writes whose failure harms nobody: the lease runs out, or the worker's own write makes up for it. */
  async #bestEffort(write: (store: ResultStore) => Promise<void>): Promise<void> {
    const { resultStore } = this.#options
    if (!resultStore) return
    try {
      await write(resultStore)
    } catch (error) {
      this.#sayStoreIsDown(error)
    }
  }

  #warnOfUniqueness(jobId: string): void {
    if (this.#hasWarnedOfUniqueness) return
    this.#hasWarnedOfUniqueness = true
    this.#options.logger.warn(renderMessage(messages.uniqueNeedsStore({ jobId })))
  }

  #sayStoreIsDown(cause: unknown): void {
    if (this.#isStoreDown) return
    this.#isStoreDown = true
    const error = localizedMessage(cause, 'en')
    this.#options.logger.warn(renderMessage(messages.storeDegraded({ error })))
  }

  #sayStoreIsUp(): void {
    if (!this.#isStoreDown) return
    this.#isStoreDown = false
    this.#options.logger.info(renderMessage(messages.storeRecovered()))
  }
}

const HIGHEST_ON_THE_WIRE = 255

function highestPriority(transport: Transport, queueName: string): number {
  if (!transport.capabilities.priority) return 0
  return transport.highestPriorityOf?.(queueName) ?? HIGHEST_ON_THE_WIRE
}
