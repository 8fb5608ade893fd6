import type { QueueInfo, ResultStore, Transport } from '@arq/core'
import { waitingByQueue } from '@arq/core/internal'

/** A queue and where its final failures go; a part that does not exist is `undefined`. */
export interface QueueReport {
  readonly name: string
  readonly info: QueueInfo | undefined
  readonly dlqName: string
  readonly dlq: QueueInfo | undefined
  /** Jobs that wait in the lines of their keys, in the store. `undefined`: not known without one that has entries. */
  readonly waitingForKeys: number | undefined
}

/** What {@link readQueues} needs of a store. */
interface QueueLines {
  readonly store?: Pick<ResultStore, 'entries'> | undefined
  readonly mostKeys?: number
}

/** What {@link readQueues} needs of a transport. */
export type QueueLooks = Pick<Transport, 'queueInfo' | 'deadLetterQueueOf'>

/**
 * Asks for each queue and its dead letter queue; creates none.
 * @param lines where jobs with keys wait (`concurrency` of a task): absent, or silent, that is not told; nor with more keys
 *   than `mostKeys`, each of which is looked at
 */
export async function readQueues(
  transport: QueueLooks,
  names: readonly string[],
  lines: QueueLines = {},
): Promise<readonly QueueReport[]> {
  const reports: QueueReport[] = []
  const waiting = await readWaiting(lines)
  for (const name of names) {
    const dlqName = transport.deadLetterQueueOf(name)
    const info = await transport.queueInfo(name)
    const dlq = await transport.queueInfo(dlqName)
    reports.push({
      name,
      info,
      dlqName,
      dlq,
      waitingForKeys: waiting ? (waiting[name] ?? 0) : undefined,
    })
  }
  return reports
}

async function readWaiting({ store, mostKeys }: QueueLines): ReturnType<typeof waitingByQueue> {
  if (!store?.entries) return undefined
  try {
    return await waitingByQueue(store.entries, { mostKeys })
  } catch {
    // What the broker says is worth as much without it.
    return undefined
  }
}

/** A queue as programs read it. `null` is "not known" or "does not exist". */
export interface QueueReportJson {
  readonly name: string
  readonly exists: boolean
  readonly ready: number | null
  readonly unacknowledged: number | null
  readonly consumers: number | null
  /** `quorum`, `classic`… */
  readonly type: string | null
  readonly inPerSecond: number | null
  readonly outPerSecond: number | null
  /** When the first message in it was sent. */
  readonly oldestAt: string | null
  /** Jobs that wait in the lines of their keys, in the result store: the broker does not count them. */
  readonly waitingForKeys: number | null
  readonly deadLetterQueue: {
    readonly name: string
    readonly exists: boolean
    readonly ready: number | null
  }
}

/** Part of the contract: keys are added, never renamed. */
export function queueReportJson({
  name,
  info,
  dlqName,
  dlq,
  waitingForKeys,
}: QueueReport): QueueReportJson {
  return {
    name,
    exists: info !== undefined,
    ready: info?.ready ?? null,
    unacknowledged: info?.unacknowledged ?? null,
    consumers: info?.consumers ?? null,
    type: info?.type ?? null,
    inPerSecond: info?.rates?.in ?? null,
    outPerSecond: info?.rates?.out ?? null,
    oldestAt: info?.oldestAt?.toISOString() ?? null,
    waitingForKeys: waitingForKeys ?? null,
    deadLetterQueue: { name: dlqName, exists: dlq !== undefined, ready: dlq?.ready ?? null },
  }
}
