import {
  type EnqueueableTask,
  type EnqueuedJob,
  type EnqueueOptions,
  UnsupportedError,
} from '@arq/core'
import {
  type DraftDefaults,
  draftJob,
  InstantText,
  JobIds,
  JobReader,
  traceFailed,
  traceSent,
} from '@arq/core/internal'

import { type OutboxSettings, resolveOutboxSettings } from './outbox-settings.js'
import { rowOfDraft } from './row-of-draft.js'
import { texts } from './texts.js'
import { rowWriter, type TransactionLike } from './transaction/transaction.js'

/** Enqueues jobs in one transaction. */
export interface OutboxWriter {
  /**
   * Inserts the row of a job: it is sent once the transaction is committed, and never if it is not. Await it inside of
   * the transaction. The job id is known from now on; whether a job of an id of yours exists is seen when it is sent.
   * @throws ConfigurationError, InvalidArguments or SerializationError before anything is inserted, as `enqueueJob`
   * does; what the database throws, as it is
   */
  enqueue<I extends readonly unknown[] | object, R>(
    task: EnqueueableTask<I, R>,
    ...rest: [] extends I
      ? [args?: I, options?: EnqueueOptions]
      : [args: I, options?: EnqueueOptions]
  ): Promise<EnqueuedJob>
  /** A plain function: its name is the task's. */
  enqueue<A extends unknown[]>(
    run: (ctx: never, ...args: A) => unknown,
    args: A,
    options?: EnqueueOptions,
  ): Promise<EnqueuedJob>
  /** By name: nothing is known of its arguments here. */
  enqueue(
    name: string,
    args?: readonly unknown[] | Readonly<Record<string, unknown>>,
    options?: EnqueueOptions,
  ): Promise<EnqueuedJob>
}

/**
 * The outbox in a transaction: of `pg` (a client), mysql2 (a connection), Kysely, Drizzle or Prisma, of `MemoryOutbox`,
 * or anything that is put into `{ dialect, run }`.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for a pool and the like, on which a row would be committed by itself
 */
export type Outbox = (transaction: TransactionLike) => OutboxWriter

/**
 * Makes an outbox. It has no connection of its own, and opens none.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong setting
 *
 * @example
 * ```ts
 * const outbox = createOutbox()
 * await db.transaction().execute(async (tx) => {
 *   await tx.insertInto('orders').values(order).execute()
 *   await outbox(tx).enqueue(charge, [order.id])
 * })
 * ```
 */
export function createOutbox(settings: OutboxSettings = {}): Outbox {
  const resolved = resolveOutboxSettings(settings)
  const { codec } = resolved
  const reader = new JobReader()
  const defaults: DraftDefaults = {
    ...resolved,
    onEnqueue: resolved.onEnqueue,
    ids: new JobIds(),
    enqueueTimes: new InstantText(),
    expiries: new InstantText(),
    announces: false,
  }
  return (transaction) => {
    const write = rowWriter(transaction, resolved)
    const enqueue = async (
      enqueueable: unknown,
      args?: unknown,
      options?: EnqueueOptions,
    ): Promise<EnqueuedJob> => {
      const draft = draftJob(reader.readCall(enqueueable, args, options), defaults)
      const { message, trace } = draft
      if (draft.unique) throw new UnsupportedError(texts.uniqueNotHere(), { missing: 'entries' })
      if (draft.line) {
        const task = message.function
        throw new UnsupportedError(texts.strictOrderNotHere({ task }), { task })
      }
      try {
        await write(rowOfDraft(draft, codec))
      } catch (error) {
        if (trace) traceFailed(trace, error)
        throw error
      }
      if (trace) traceSent(trace, true)
      const { jobId, queueName } = message
      return { id: jobId, jobId, queueName }
    }
    return { enqueue }
  }
}
