import { createClient } from '@arq/client'
import { type Duration, silentLogger, type Transport, type WorkerInfo } from '@arq/core'

import { type AskedQueue, judgeQueue, judgeWorkers, type Scope } from './verdict.js'

export interface Question {
  readonly queues: readonly string[]
  readonly scope: Scope
  readonly isStrict: boolean
  readonly timeout?: Duration | undefined
}

/** What the broker and the workers say. */
export interface Told {
  readonly queues: readonly AskedQueue[]
  /** Those that answered, as far as they were waited for. */
  readonly answered: readonly WorkerInfo[]
}

/** Asks the workers of a connected transport, no longer than it takes to know that all is well. */
export async function askWorkers(transport: Transport, question: Question): Promise<Told> {
  const { queues, scope, isStrict, timeout } = question
  const counted = await Promise.all(
    queues.map(async (queue) => ({
      queue,
      consumers: (await transport.queueInfo(queue))?.consumers,
    })),
  )
  const told = (answered: readonly WorkerInfo[]): Told => ({
    queues: counted.map((one) => ({ ...one, answered })),
    answered,
  })
  const until = (workers: readonly WorkerInfo[]): boolean =>
    queues.length === 0
      ? judgeWorkers(workers, scope).standing === 'taken'
      : told(workers).queues.every((one) => judgeQueue(one, scope, isStrict).standing === 'taken')
  const client = await createClient({ transport, logger: silentLogger })
  try {
    const { workers } = await client.workers({ timeout, until })
    return told(workers)
  } finally {
    await client.close()
  }
}
