import { type Clock, type Codec, type Enqueuer, renderText } from '@arq/core'

import type { OutboxRow, RowEnd } from '../outbox-row.js'
import { argumentsOfRow } from '../row-of-draft.js'
import { texts } from '../texts.js'
import { endOfFailure } from './row-end.js'

export interface SendParts {
  readonly client: Pick<Enqueuer, 'enqueueJob'>
  readonly codec: Codec
  readonly clock: Clock
  /** How long a batch may take: its transaction is open meanwhile. */
  readonly timeoutMs: number
  /** The relay stops: what is not sent soon is left to others. */
  readonly signal: AbortSignal
}

/** A broker that is there confirms in milliseconds; one that is away keeps nobody from stopping. */
const STOP_GRACE_MS = 3000

const SENT: RowEnd = { type: 'sent' }

const tooSlow = (timeoutMs: number): RowEnd => {
  const message = renderText(texts.tooSlow({ seconds: timeoutMs / 1000 }))
  return { type: 'kept', error: { code: 'ARQ_PUBLISH_TIMEOUT', message } }
}

/** Sends rows together, each by its job id. Never rejects. @returns what becomes of each, by the row's id */
export async function sendRows(
  rows: readonly OutboxRow[],
  { client, codec, ...limits }: SendParts,
): Promise<ReadonlyMap<string, RowEnd>> {
  // Whoever has not answered in time may still send: under the same id, so the next try finds the job.
  const slow = tooSlow(limits.timeoutMs)
  const ends = new Map<string, RowEnd>(rows.map(({ id }) => [id, slow]))
  const sending = rows.map(async (row) => {
    try {
      await client.enqueueJob(row.task, argumentsOfRow(row, codec), optionsOf(row))
      return [row.id, SENT] as const
    } catch (error) {
      return [row.id, endOfFailure(error, row.attempts)] as const
    }
  })
  let isOver = false
  const noted = sending.map(async (one) => {
    const [id, end] = await one
    if (!isOver) ends.set(id, end)
  })
  await untilLimit(Promise.all(noted), limits)
  isOver = true
  return ends
}

async function untilLimit(
  work: Promise<unknown>,
  { clock, timeoutMs, signal }: Pick<SendParts, 'clock' | 'timeoutMs' | 'signal'>,
): Promise<void> {
  let giveUp: () => void = () => undefined
  const limit = new Promise<void>((resolve) => (giveUp = resolve))
  const timers = [clock.setTimer(timeoutMs, giveUp)]
  const onStop = (): void => void timers.push(clock.setTimer(STOP_GRACE_MS, giveUp))
  if (signal.aborted) onStop()
  else signal.addEventListener('abort', onStop)
  await Promise.race([work, limit])
  signal.removeEventListener('abort', onStop)
  for (const timer of timers) timer.cancel()
}

function optionsOf(row: OutboxRow) {
  const { jobId, queueName, jobTry, priority, dueAtMs, expiresAtMs, headers } = row
  return {
    jobId,
    queueName,
    jobTry,
    expires: new Date(expiresAtMs),
    ...(priority !== undefined && { priority }),
    ...(dueAtMs !== undefined && { deferUntil: new Date(dueAtMs) }),
    // Written by `rowOfDraft`, which had them checked.
    ...(headers !== undefined && { headers: JSON.parse(headers) as Record<string, string> }),
  }
}
