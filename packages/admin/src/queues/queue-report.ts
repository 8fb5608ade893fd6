import type { QueueInfo, Transport } from '@arq/core'

/** A queue and where its final failures go; a part that does not exist is `undefined`. */
export interface QueueReport {
  readonly name: string
  readonly info: QueueInfo | undefined
  readonly dlqName: string
  readonly dlq: QueueInfo | undefined
}

/** What {@link readQueues} needs of a transport. */
export type QueueLooks = Pick<Transport, 'queueInfo' | 'deadLetterQueueOf'>

/** Asks for each queue and its dead letter queue; creates none. */
export async function readQueues(
  transport: QueueLooks,
  names: readonly string[],
): Promise<readonly QueueReport[]> {
  const reports: QueueReport[] = []
  for (const name of names) {
    const dlqName = transport.deadLetterQueueOf(name)
    const info = await transport.queueInfo(name)
    reports.push({ name, info, dlqName, dlq: await transport.queueInfo(dlqName) })
  }
  return reports
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
  readonly deadLetterQueue: {
    readonly name: string
    readonly exists: boolean
    readonly ready: number | null
  }
}

/** Part of the contract: keys are added, never renamed. */
export function queueReportJson({ name, info, dlqName, dlq }: QueueReport): QueueReportJson {
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
    deadLetterQueue: { name: dlqName, exists: dlq !== undefined, ready: dlq?.ready ?? null },
  }
}
