import {
  type Clock,
  isFinal,
  type OutgoingMessage,
  type ResultStore,
  UnsupportedError,
} from '@arq/core'
import {
  DUE_HEADER,
  type OpenJob,
  packBody,
  randomUuid,
  TURN_HEADER,
  UNIQUE_HEADER,
  UniqueKeys,
  uniqueTexts,
  unpackBody,
} from '@arq/core/internal'

import type { Admission, Admitted } from '../intake/admission.js'
import type { ResultWriter } from '../records/result-writer.js'
import { type Attempt, liveLifetime } from '../run/attempt.js'
import type { ConfirmedPublisher } from '../settle/confirmed-publisher.js'
import { TakenDelivery } from './taken-delivery.js'

export interface UniqueRunsParts {
  readonly results: ResultWriter
  readonly publisher: ConfirmedPublisher
  /** Reads and decrypts what the state says of a job, as if it had come by the message. */
  readonly admission: Pick<Admission, 'take'>
  readonly clock: Clock
}

/** What is to be done about the message of a job of which there is one for a key. */
export type TakenRun =
  | { readonly kind: 'run'; readonly attempt: Attempt }
  /** Another job of the key runs, or the time of this one has not come. */
  | { readonly kind: 'later'; readonly dueAtMs: number }
  /** Its job has ended: nothing is left to do for it. */
  | { readonly kind: 'over' }
  /** The store is away, and the worker ends or the delivery is gone. */
  | { readonly kind: 'notTaken' }
  | { readonly kind: 'refused'; readonly error: Error; readonly attempt: Attempt }
  /** This worker cannot start it: it has not the key of its arguments. */
  | { readonly kind: 'unready'; readonly admitted: Exclude<Admitted, { kind: 'run' }> }

/** Jobs of which there is one for a key: what each is to run with is asked of the store when it starts. */
export class UniqueRuns {
  readonly #parts: UniqueRunsParts

  constructor(parts: UniqueRunsParts) {
    this.#parts = parts
  }

  /** Reads what the job is to run with, and marks it as running. */
  async take(attempt: Attempt): Promise<TakenRun> {
    const { clock, admission } = this.#parts
    const { message } = attempt
    const { jobId, enqueueTime, queueName } = message
    const isFirst = message.jobTry === 1 && attempt.delivery.headers[TURN_HEADER] === undefined
    const nowMs = clock.now()
    const { messageId } = attempt.delivery
    const tick = { jobId, enqueueTime, queueName, isFirst, messageId, firstMs: nowMs }
    const own = (): OpenJob => standIn(attempt, nowMs)
    const opened: { admitted?: Admitted } = {}
    const canStart = async (job: OpenJob): Promise<boolean> => {
      opened.admitted = await admission.take(new TakenDelivery(attempt.delivery, job))
      return opened.admitted.kind === 'run' || opened.admitted.kind === 'refuse'
    }
    const taken = await this.#insist(attempt, (keys, name) =>
      keys.take(name, { tick, own, canStart }, liveLifetime(attempt, nowMs)),
    )
    if (taken === 'away') return NOT_TAKEN
    if (taken instanceof Error) return { kind: 'refused', error: taken, attempt }
    if (taken.kind === 'later') return { kind: 'later', dueAtMs: taken.dueMs }
    if (taken.kind === 'over') return taken
    const { admitted } = opened
    // What follows from a start has with it what it needs.
    if (!admitted || (taken.kind === 'run' && !taken.job)) return { kind: 'run', attempt }
    if (admitted.kind === 'run') return admitted
    return admitted.kind === 'refuse'
      ? { kind: 'refused', error: admitted.error, attempt: admitted.attempt }
      : { kind: 'unready', admitted }
  }

  /**
   * The end of a job is settled but for its acknowledgement: the one that waits may start.
   * @returns whether that is known to store and broker; otherwise the delivery has to come again
   */
  async release(attempt: Attempt): Promise<boolean> {
    const { clock, publisher } = this.#parts
    const { jobId } = attempt.message
    const ttlMs = liveLifetime(attempt, clock.now())
    const next = await this.#insist(attempt, (keys, name) => keys.release(name, jobId, ttlMs))
    if (next === 'away') return false
    if (next === undefined || next instanceof Error) return true
    // A process that died here in an earlier round may have told it already: one message too many does no harm.
    const published = await publisher.publish(
      tickOf(next, clock.now()),
      () => attempt.delivery.isStale,
    )
    return published.kind !== 'givenUp'
  }

  /** The same where a message of the job came again, unless its next try is on its way. */
  async releaseIfEnded(attempt: Attempt): Promise<boolean> {
    const { jobId } = attempt.message
    const { results } = this.#parts
    const answer = await results.insist(jobId, attempt.delivery, (store) => store.getStatus(jobId))
    if (answer.kind === 'away') return false
    const status = answer.kind === 'answered' ? answer.value : undefined
    return status === undefined || isFinal(status) ? this.release(attempt) : true
  }

  /** Asks until the store is there. @returns an error where it has no entries, or refuses */
  async #insist<T>(
    { delivery, message }: Attempt,
    ask: (keys: UniqueKeys, name: { readonly task: string; readonly key: string }) => Promise<T>,
  ): Promise<T | 'away' | Error> {
    const { results, clock } = this.#parts
    const name = { task: message.function, key: String(delivery.headers[UNIQUE_HEADER]) }
    let lacks: Error | undefined
    const answer = await results.insist(message.jobId, delivery, (store: ResultStore) => {
      const { entries } = store
      if (entries) return ask(new UniqueKeys(entries, store, clock), name)
      lacks = new UnsupportedError(uniqueTexts.uniqueNeedsEntries(), { missing: 'entries' })
      return Promise.reject(lacks)
    })
    if (answer.kind === 'answered') return answer.value
    if (answer.kind === 'away') return answer.kind
    return (
      lacks ?? new UnsupportedError(uniqueTexts.uniqueNeedsEntries(), { missing: 'resultStore' })
    )
  }
}

const NOT_TAKEN: TakenRun = { kind: 'notTaken' }

/** What stands for a job whose state was lost: its message. */
function standIn({ delivery, message }: Attempt, nowMs: number): OpenJob {
  const { jobId, enqueueTime, queueName } = message
  const { body, contentType, contentEncoding, headers } = delivery
  const payload = { ...packBody(body), contentType, contentEncoding, headers }
  return { jobId, enqueueTime, queueName, firstMs: nowMs, dueMs: nowMs, calls: 1, payload }
}

/** The message that brings a worker to look after a job. */
function tickOf({ jobId, queueName, dueMs, payload }: OpenJob, nowMs: number): OutgoingMessage {
  const isDeferred = dueMs > nowMs
  return {
    queueName,
    kind: 'job',
    body: unpackBody(payload),
    headers: isDeferred ? { ...payload.headers, [DUE_HEADER]: dueMs } : payload.headers,
    messageId: randomUuid(),
    contentType: payload.contentType,
    priority: payload.priority,
    correlationId: jobId,
    dueAtMs: isDeferred ? dueMs : undefined,
  }
}
