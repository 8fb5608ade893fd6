import { isArqError } from '@arq/core'
import * as v from 'valibot'

import type { InboxAnswer } from '../contract/streams.js'
import { readInput } from '../http/read-input.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

const bodySchema = v.strictObject({ message: v.unknown() })

/** Sends a message to a job: its task reads it by `ctx.inbox`. */
export async function sendToInbox(id: string, body: unknown, desk: Desk): Promise<InboxAnswer> {
  desk.store()
  const { message } = readInput('body', bodySchema, body)
  const client = await desk.client()
  try {
    return { jobId: id, isSent: await client.getJob(id).send(message) }
  } catch (error) {
    if (!isArqError(error) || error.code !== 'ARQ_JOB_NOT_FOUND') throw error
    throw new Refusal('not_found', texts.unknownJob({ id }))
  }
}
