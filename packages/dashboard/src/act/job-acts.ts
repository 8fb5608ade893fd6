import { findJob, isRetriable, retryJob, runJobNow } from '@arq/admin'
import { isFinal } from '@arq/core'

import type { AbortAnswer, DeleteAnswer, RetryAnswer, RunNowAnswer } from '../contract/jobs.js'
import type { LetterLocks } from '../letters/letter-locks.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

const unknown = (id: string): Refusal => new Refusal('not_found', texts.unknownJob({ id }))

export async function abortJob(id: string, desk: Desk): Promise<AbortAnswer> {
  desk.store()
  const client = await desk.client()
  if (!(await findJob(client, id))) throw unknown(id)
  return { jobId: id, isAborted: await client.getJob(id).abort() }
}

export async function retry(id: string, desk: Desk, locks: LetterLocks): Promise<RetryAnswer> {
  desk.store()
  const { transport, codecs, dlqName } = desk.settings
  const client = await desk.client()
  const info = await findJob(client, id)
  if (!info) throw unknown(id)
  if (!isRetriable(info))
    throw new Refusal('conflict', texts.notRetriable({ id, status: info.status }))
  const queue = dlqName ?? transport.deadLetterQueueOf(info.queueName)
  const done = await locks.hold(queue, () => retryJob(id, { client, transport, codecs, dlqName }))
  if (done.outcome === 'unknown') throw unknown(id)
  if (done.outcome === 'notRetriable') {
    throw new Refusal('conflict', texts.notRetriable({ id, status: done.status }))
  }
  return { jobId: id, queue: done.queue, from: done.from }
}

export async function runNow(id: string, desk: Desk): Promise<RunNowAnswer> {
  desk.store()
  const done = await runJobNow(id, await desk.client())
  if (done.outcome === 'moved') {
    const { jobId, newId, queue } = done
    return { jobId, newId, queue }
  }
  if (done.outcome === 'unknown') throw unknown(id)
  if (done.outcome === 'gone') throw new Refusal('conflict', texts.goneMeanwhile({ id }))
  if (done.outcome === 'suspended') throw new Refusal('conflict', texts.suspendedItself({ id }))
  throw new Refusal('conflict', texts.notDeferred({ id, status: done.status }))
}

/** Its message is not in the store: a job that waits would run, and write its record anew. */
export async function deleteJob(id: string, desk: Desk): Promise<DeleteAnswer> {
  desk.store()
  const client = await desk.client()
  const info = await findJob(client, id)
  if (!info) throw unknown(id)
  const { status } = info
  if (!isFinal(status)) throw new Refusal('conflict', texts.notEnded({ id, status }))
  return { jobId: id, isDeleted: await client.getJob(id).delete() }
}
