import type { Client } from '@arq/client'
import {
  type Codec,
  type Delivery,
  type JobStatus,
  redrivenMessage,
  type Transport,
} from '@arq/core'

import { walkLetters } from '../letters/letter-walk.js'
import { codecOf, readLetter } from '../letters/read-letter.js'
import { callOf, findJob, isRetriable } from './known-job.js'

export interface RetryParts {
  readonly client: Client
  readonly transport: Pick<Transport, 'queueInfo' | 'consume' | 'publish' | 'deadLetterQueueOf'>
  /** Those of the worker that wrote its letter, beside JSON. */
  readonly codecs: readonly Codec[]
  /** Where its letter lies, when the settings name another queue than the transport does. */
  readonly dlqName?: string | undefined
}

export type Retried =
  | {
      readonly outcome: 'retried'
      readonly jobId: string
      readonly queue: string
      /** The queue of its dead letter; `null`: it had none, and was sent anew from its record. */
      readonly from: string | null
    }
  | { readonly outcome: 'unknown' }
  /** It has not failed. */
  | { readonly outcome: 'notRetriable'; readonly status: JobStatus }

/** A failed or aborted job runs again under its id, from its dead letter if there is one. */
export async function retryJob(id: string, parts: RetryParts): Promise<Retried> {
  const { client, transport, dlqName } = parts
  const info = await findJob(client, id)
  if (!info) return { outcome: 'unknown' }
  const { status, queueName } = info
  if (!isRetriable(info)) return { outcome: 'notRetriable', status }
  const done = { outcome: 'retried', jobId: id, queue: queueName } as const
  const from = dlqName ?? transport.deadLetterQueueOf(queueName)
  if (await redriveOne(id, from, parts)) return { ...done, from }
  // Its id is taken as long as its record is kept.
  await client.deleteJobResult(id)
  await client.enqueueJobs([{ ...callOf(info), jobId: id, queueName }])
  return { ...done, from: null }
}

async function redriveOne(
  id: string,
  queueName: string,
  { transport, codecs }: RetryParts,
): Promise<boolean> {
  let isDone = false
  const visit = async (delivery: Delivery) => {
    if (isDone || (await readLetter(delivery, codecs)).jobId !== id) return 'kept' as const
    await transport.publish(await redrivenMessage(delivery, codecOf(delivery, codecs), Date.now()))
    isDone = true
    return 'taken' as const
  }
  await walkLetters(transport, queueName, { atOnce: 1, visit })
  return isDone
}
