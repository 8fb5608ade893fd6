import type { Transport } from '@arq/core'

/** What the broker says of the queue of this page, whatever anybody else believes. */
export interface BrokerCounts {
  readonly ready: number
  readonly unacknowledged: number
  readonly delayed: number
  /** Jobs a worker may have died of, in queues of their own. */
  readonly suspects: number
  readonly dead: number
}

export const NO_COUNTS: BrokerCounts = {
  ...{ ready: 0, unacknowledged: 0, delayed: 0, suspects: 0, dead: 0 },
}

export async function readCounts(transport: Transport, queue: string): Promise<BrokerCounts> {
  const names = [
    queue,
    transport.deadLetterQueueOf(queue),
    `arq.again.${queue}`,
    `arq.alone.${queue}`,
  ]
  const [work, dead, again, alone] = await Promise.all(
    names.map((name) => transport.queueInfo(name)),
  )
  return {
    ready: work?.ready ?? 0,
    unacknowledged: work?.unacknowledged ?? 0,
    delayed: (await transport.delayedMessages?.()) ?? 0,
    suspects: [again, alone].reduce(
      (sum, info) => sum + (info?.ready ?? 0) + (info?.unacknowledged ?? 0),
      0,
    ),
    dead: dead?.ready ?? 0,
  }
}
