import type {
  ArqError,
  Clock,
  Codec,
  Delivery,
  OutgoingMessage,
  Receipt,
  ResultStore,
} from '@arq/core'
import { errorText, isFinal, type JobRecord } from '@arq/core'
import {
  abortControllerForMany,
  type ChildEnd,
  childText,
  FLOW_KEPT_MS,
  flowGroupOf,
  GrowingPause,
  type ParentRelease,
  type PlaceInFlow,
  placeInFlow,
  randomUuid,
  RELEASE_ENTRY,
  releasedMessage,
  type TextLogger,
  type WaitingParent,
} from '@arq/core/internal'

import type { StoreCalls } from '../records/store-calls.js'
import { texts } from '../texts.js'
import { GroupWrites } from './group-writes.js'

/** The first wait is about as long as a broker or a store takes to come back from a lost connection. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

/** What publishes a message. */
interface Publisher {
  /** @param isPointless asked before each further try */
  readonly publish: (
    message: OutgoingMessage,
    isPointless: () => boolean,
  ) => Promise<
    | { readonly kind: 'confirmed' | 'givenUp' }
    | { readonly kind: 'refused'; readonly error: ArqError }
  >
}

interface FlowEndsParts {
  /** Absent: there is no store, or it keeps no entries. */
  readonly calls: StoreCalls | undefined
  readonly publisher: Publisher
  readonly clock: Clock
  readonly logger: TextLogger
  /** @throws SerializationError when there is none for that content type */
  readonly codecOf: (contentType: string | undefined) => Codec
}

/** Whose end is told. */
export interface EndedChild {
  readonly jobId: string
  /** Absent of a message that is no job. */
  readonly enqueueTime: string | undefined
  readonly headers: Delivery['headers']
  readonly receipt: Pick<Receipt, 'isStale'>
}

/**
 * - `told`: the group of the parent has it, or nobody needs it; the child may be acknowledged.
 * - `open`: the worker ends, or the delivery is gone, before store and broker have taken it.
 */
export type Telling = 'told' | 'open'

/**
 * The step of a child of a flow between its record and its acknowledgement: its end is written into the group of its
 * parent, with those of its siblings that end at the same time, and whoever makes the group whole releases the parent. It
 * is repeated as a whole when the child's message comes again. See ADR 36.
 */
export class FlowEnds {
  readonly #parts: FlowEndsParts
  readonly #closing = abortControllerForMany()
  readonly #groups = new GroupWrites((jobId, call, isOver) =>
    this.#insist(jobId, ({ entries }) => (entries ? call(entries) : noEntries()), isOver),
  )

  constructor(parts: FlowEndsParts) {
    this.#parts = parts
  }

  /** Whether a delivery is one of a child whose end is to be told. */
  concerns({ headers }: Pick<Delivery, 'headers'>): boolean {
    return placeInFlow(headers) !== undefined && this.#parts.calls !== undefined
  }

  /** Waits end: what store and broker have not taken by now comes again with its message. */
  close(): void {
    this.#closing.abort()
  }

  /**
   * Tells how a child has ended: what its record says, for that may be the end of another attempt.
   * @param own how this attempt has ended, for where no record tells it; absent: then the job has not ended
   */
  async tell(child: EndedChild, own: ChildEnd | undefined): Promise<Telling> {
    const at = placeInFlow(child.headers)
    if (!at) return 'told'
    const { jobId } = child
    const record = await this.#insist(
      jobId,
      (store) => store.get(jobId),
      () => this.#isOver(child),
    )
    if (record === 'open') return 'open'
    const end = endOf(child, record.value, own)
    return end ? this.#write(child, at, end) : 'told'
  }

  async #write(child: EndedChild, at: PlaceInFlow, end: ChildEnd): Promise<Telling> {
    const toWrite = { end, text: childText(end), isOver: () => this.#isOver(child) }
    const pauses = this.#pauses()
    for (;;) {
      const after = await this.#groups.write(at, toWrite)
      if (after.kind === 'gone') return this.#gone(child, at)
      if (after.kind !== 'release') return after.kind
      const { parent, standing, failedBy } = after
      const release: ParentRelease = {
        ...{ token: randomUuid(), by: at.place, state: 'released' },
        ...(failedBy !== undefined && { failedBy }),
      }
      const ifVersion = standing?.version ?? null
      const change = { name: RELEASE_ENTRY, text: JSON.stringify(release), ifVersion }
      const taken = await this.#insist(
        child.jobId,
        ({ entries }) =>
          entries?.write(flowGroupOf(at.parentId), [change], { ttlMs: FLOW_KEPT_MS }) ??
          noEntries(),
        toWrite.isOver,
      )
      if (taken === 'open') return 'open'
      // Somebody else has released or started the parent since: what stands now decides.
      if (taken.value.kind === 'conflict') continue
      if (await this.#send(child, at, parent, release)) return 'told'
      // Nobody knows whether the broker has that message: the next one has a token of its own.
      if (this.#isOver(child)) return 'open'
      await pauses.wait()
    }
  }

  /** @returns whether the broker has it */
  async #send(
    child: EndedChild,
    { parentId: jobId }: PlaceInFlow,
    parent: WaitingParent,
    release: ParentRelease,
  ): Promise<boolean> {
    const { publisher, clock, logger, codecOf } = this.#parts
    try {
      const codec = codecOf(parent.contentType)
      const message = await releasedMessage(parent, { jobId, release, codec, nowMs: clock.now() })
      const published = await publisher.publish(message, () => true)
      if (published.kind === 'refused') throw published.error
      return published.kind === 'confirmed'
    } catch (error) {
      const text = texts.parentNotReleased({ parent: jobId, error: errorText(error) })
      logger.error(text, { jobId: child.jobId })
      return false
    }
  }

  #gone({ jobId }: EndedChild, { parentId }: PlaceInFlow): Telling {
    this.#parts.logger.warn(texts.flowGone({ jobId, parent: parentId }), { jobId })
    return 'told'
  }

  /** Asks the store until it answers, or nobody waits for it any more. */
  async #insist<T>(
    jobId: string,
    call: (store: ResultStore) => Promise<T>,
    isOver: () => boolean,
  ): Promise<{ readonly value: T } | 'open'> {
    const { calls } = this.#parts
    const pauses = this.#pauses()
    while (calls) {
      const answer = await calls.ask(jobId, call)
      if (answer.kind === 'answered') return answer
      if (isOver()) return 'open'
      await pauses.wait()
    }
    return 'open'
  }

  #isOver({ receipt }: EndedChild): boolean {
    return this.#closing.signal.aborted || receipt.isStale
  }

  #pauses(): GrowingPause {
    const { signal } = this.#closing
    const { clock } = this.#parts
    return new GrowingPause({ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, clock, signal })
  }
}

const noEntries = (): Promise<never> => Promise.reject(new TypeError('no entries'))

function endOf(
  { jobId, enqueueTime }: EndedChild,
  record: JobRecord | undefined,
  own: ChildEnd | undefined,
): ChildEnd | undefined {
  // Of a message that is no job nobody has written a record that tells of it.
  if (!record || enqueueTime === undefined) return own
  // The job was enqueued again since: that enqueue will have an end of its own.
  if (record.enqueueTime !== undefined && record.enqueueTime !== enqueueTime) return undefined
  const { status, functionName, result, error, errorCode } = record
  return isFinal(status) ? { jobId, function: functionName, status, result, error, errorCode } : own
}
