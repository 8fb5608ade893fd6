import {
  type Clock,
  isFinal,
  JobNotFound,
  type JobRecord,
  type ResultStore,
  type StreamEntry,
  StreamOvertaken,
  toError,
} from '@arq/core'
import {
  openedItem,
  readLog,
  readStreamId,
  type ResolvedEnqueueSettings,
  STREAM_START,
  streamGroup,
  type StreamNews,
  type StreamOwner,
  streamsOf,
  toEntry,
  writeStreamId,
} from '@arq/core/internal'

import type { JobOrigin } from '../job-origin.js'
import type { Sighting } from '../record-watch.js'
import type { RecordWatcher } from '../record-watcher.js'
import type { readStreamOptions } from './stream-options.js'

export interface JobStreamParts {
  readonly store: ResultStore
  readonly news: StreamNews
  readonly watcher: RecordWatcher
  readonly clock: Clock
  readonly enqueue: Pick<ResolvedEnqueueSettings, 'encryption'>
}

/** Between two looks at the job's record, where nothing is told of its end. */
const POLL_DELAY_MS = 500

/**
 * The items that a job writes to one of its streams: those that are kept, then those that come, until the job has ended.
 * How it has ended, `job.result()` tells. Any number of readers may read it, at any time; each reading begins where
 * `after` says. While the store is away it waits.
 */
export class JobStream<T = unknown> implements AsyncIterable<T> {
  readonly name: string
  readonly #origin: JobOrigin
  readonly #parts: JobStreamParts
  readonly #options: ReturnType<typeof readStreamOptions>

  /** @internal Use `job.stream`. */
  constructor(
    origin: JobOrigin,
    parts: JobStreamParts,
    options: ReturnType<typeof readStreamOptions>,
  ) {
    streamsOf(parts.store, 'stream()')
    this.name = options.name
    this.#origin = origin
    this.#parts = parts
    this.#options = options
  }

  /** @throws StreamOvertaken `ARQ_STREAM_OVERTAKEN` where items are gone, unless `gaps` is `skip`; as {@link entries} */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const { jobId } = this.#origin
    for await (const { id, value, missed } of this.entries()) {
      if (missed > 0 && this.#options.gaps === 'throw') {
        const resumeAfter = placeBefore(id)
        throw new StreamOvertaken({ jobId, stream: this.name, missed, resumeAfter })
      }
      yield value
    }
  }

  /**
   * The items with their ids and tries. Items that were dropped before they were read are told by `missed` of the next one.
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when nothing is known of the job
   * @throws PayloadKeyMissing `ARQ_KEY_MISSING` where they are encrypted and this client does not have the key
   * @throws ResultStoreError when the store refuses; ClosedError `ARQ_CLOSED` when the client is closed meanwhile
   */
  async *entries(): AsyncGenerator<StreamEntry<T>, void, undefined> {
    const { store, news, clock, enqueue } = this.#parts
    const { after, last } = this.#options
    const leaving = new AbortController()
    const { signal = leaving.signal } = this.#options
    const leave = (): void => leaving.abort()
    if (signal.aborted) return
    signal.addEventListener('abort', leave)
    try {
      const owner = await this.#owner(leaving.signal)
      if (!owner) return
      const end = new AbortController()
      let failure: Error | undefined
      this.#ended(owner, leaving.signal).then(
        () => end.abort(),
        (error: unknown) => {
          failure = toError(error)
          leave()
        },
      )
      const items = readLog({
        store: streamsOf(store, 'stream()'),
        stream: { group: streamGroup(owner), name: this.name },
        ...{ news, clock },
        after: beginning(after, last),
        end: end.signal,
        signal: leaving.signal,
      })
      for await (const item of items) {
        const entry = toEntry<T>(item)
        const value = await openedItem(entry.value, owner.jobId, enqueue.encryption)
        // T is the caller's claim about what the task writes.
        yield value === entry.value ? entry : { ...entry, value: value as T }
      }
      failIf(failure)
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }

  /** Which enqueue the streams are of: of a job that was looked up by its id, its record tells. */
  async #owner(signal: AbortSignal): Promise<StreamOwner | undefined> {
    const { jobId, enqueued } = this.#origin
    if (enqueued) return { jobId, enqueueTime: enqueued.enqueueTime }
    const record = await this.#parts.watcher.until<JobRecord | undefined>({
      ...this.#watch(signal),
      judge: ({ record: found }) => {
        if (!found) throw new JobNotFound({ jobId })
        return { value: found }
      },
    })
    // A record of the Python library names no enqueue: no stream of it was ever written.
    const enqueueTime = record?.enqueueTime
    return enqueueTime === undefined ? undefined : { jobId, enqueueTime }
  }

  /** Resolves when the job has ended, or nothing is kept of it any more, or `signal` aborts. */
  async #ended(owner: StreamOwner, signal: AbortSignal): Promise<void> {
    const { enqueued } = this.#origin
    const judge = ({ record, wasKnown, mayBeLost }: Sighting): { value: undefined } | undefined => {
      if (record) {
        const { enqueueTime = owner.enqueueTime, status } = record
        return isFinal(status) || enqueueTime !== owner.enqueueTime ? OVER : undefined
      }
      const isKnown = wasKnown || enqueued?.hadRecord !== false
      return isKnown && !mayBeLost ? OVER : undefined
    }
    await this.#parts.watcher.until<undefined>({ ...this.#watch(signal), judge })
  }

  #watch(signal: AbortSignal) {
    const { jobId, enqueued } = this.#origin
    return {
      jobId,
      incarnation: enqueued?.incarnation,
      pollDelayMs: POLL_DELAY_MS,
      timeoutMs: undefined,
      signal,
      onTimeout: () => undefined,
    } as const
  }
}

function beginning(after: string | undefined, last: number | undefined) {
  if (after !== undefined) return readStreamId(after) ?? STREAM_START
  return last === undefined ? STREAM_START : { last }
}

function failIf(failure: Error | undefined): void {
  if (failure) throw failure
}

/** Reading goes on with this item. */
function placeBefore(id: string): string {
  const { birth = '', position } = readStreamId(id) ?? STREAM_START
  return writeStreamId(birth, position - 1)
}

const OVER = { value: undefined } as const
