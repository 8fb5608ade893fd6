import { utf8Length } from '#platform'

import { ConfigurationError, UnsupportedError } from '../errors/settings-errors.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Clock } from '../time/clock.js'
import type { Lifetime } from '../time/lifetime.js'
import type { OpenJob } from '../unique/key-state.js'
import { packBody, unpackBody } from '../unique/keyed-payload.js'
import { UniqueKeys } from '../unique/unique-keys.js'
import type { UniqueCall } from '../unique/unique-options.js'
import { uniqueTexts } from '../unique/unique-texts.js'
import { CLIENT_DELAYED_HEADER, DUE_HEADER } from '../wire/job-message.js'
import type { Preparing } from './checked-arguments.js'
import { draftFor, type JobDraft, namedAs } from './job-draft.js'

/** What an entry takes. */
const LARGEST_PAYLOAD_BYTES = 1024 * 1024 - 4096

export interface KeyedEnqueuesParts {
  readonly store: ResultStore
  readonly clock: Clock
  readonly preparing: Preparing
  /** Puts what of it lies apart. */
  readonly putPayload: (draft: JobDraft) => Promise<void>
  /** Writes the first record of a job. */
  readonly track: (draft: JobDraft) => Promise<unknown>
  /** Sends its message, and resolves when that is confirmed. */
  readonly publish: (draft: JobDraft) => Promise<void>
}

/**
 * Jobs of which there is one for a key. What a job is to run with stands in the store; its message only brings a worker
 * to look there. The state is written first, then the message sent, then that it was sent: whoever finds a job without a
 * sent message sends one, so that no call is answered for whose job none is under way.
 */
export class KeyedEnqueues {
  readonly #parts: KeyedEnqueuesParts
  readonly #keys: UniqueKeys

  /** @throws UnsupportedError `ARQ_UNSUPPORTED` for a store without entries */
  constructor(parts: KeyedEnqueuesParts) {
    this.#parts = parts
    const { store, clock } = parts
    if (!store.entries)
      throw new UnsupportedError(uniqueTexts.uniqueNeedsEntries(), { missing: 'entries' })
    this.#keys = new UniqueKeys(store.entries, store, clock)
  }

  /** @returns the job that the call is given, as it was enqueued */
  async enqueue(draft: JobDraft, call: UniqueCall, lifetime: Lifetime): Promise<JobDraft> {
    const name = { task: draft.message.function, key: call.key }
    const ttlMs = lifetime === 'forever' ? lifetime : Math.max(lifetime, call.windowMs)
    const { clock, preparing, putPayload } = this.#parts
    const nowMs = clock.now()
    let own = draft
    let put: JobDraft['payload']
    const toOwn = (waiting: OpenJob | undefined): OpenJob => {
      own = waiting ? draftFor(draft, waiting, preparing) : draft
      return openJob(own, preparing, nowMs)
    }
    const beforeWrite = async (): Promise<void> => {
      if (!own.payload || own.payload === put) return
      await putPayload(own)
      put = own.payload
    }
    const { kind, job, tick } = await this.#keys.offer(name, call, { toOwn, beforeWrite }, ttlMs)
    const given = { ...namedAs(draft, job), placed: kind }
    if (kind === 'new') await this.#parts.track(given)
    if (tick) {
      await this.#parts.publish(tickOf(draft, tick, nowMs))
      await this.#keys.ticked(name, tick.jobId, ttlMs)
    }
    return given
  }
}

function openJob(
  { message, body, headers, priority }: JobDraft,
  { codec }: Preparing,
  nowMs: number,
): OpenJob {
  // When it is due is said beside it.
  const kept = { ...headers }
  Reflect.deleteProperty(kept, CLIENT_DELAYED_HEADER)
  Reflect.deleteProperty(kept, DUE_HEADER)
  const { contentType } = codec
  const payload = { ...packBody(body), contentType, headers: kept, priority }
  const { jobId, enqueueTime, queueName } = message
  const bytes = utf8Length(JSON.stringify(payload))
  if (bytes > LARGEST_PAYLOAD_BYTES) {
    const text = uniqueTexts.uniqueTooLarge({ bytes, limit: LARGEST_PAYLOAD_BYTES })
    throw new ConfigurationError('options', [{ path: 'unique', text }])
  }
  return { jobId, enqueueTime, queueName, firstMs: nowMs, dueMs: nowMs, calls: 1, payload }
}

/** The message of a job. A worker that knows of no keys runs it as it is. */
function tickOf(draft: JobDraft, { payload, dueMs, ...job }: OpenJob, nowMs: number): JobDraft {
  const { jobId, enqueueTime, queueName } = job
  const isDeferred = dueMs > nowMs
  const delay: Readonly<Record<string, string | number>> = isDeferred
    ? { [CLIENT_DELAYED_HEADER]: 'true', [DUE_HEADER]: dueMs }
    : {}
  return {
    ...draft,
    message: { ...draft.message, jobId, enqueueTime, queueName },
    body: unpackBody(payload),
    // It was put before the state was written.
    payload: undefined,
    // We have written them.
    headers: { ...(payload.headers as JobDraft['headers']), ...delay },
    dueAtMs: isDeferred ? dueMs : undefined,
  }
}
