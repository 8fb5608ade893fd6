import { isArqError } from '@arq/core'
import * as v from 'valibot'

import type { SignalGiven } from '../contract/signals.js'
import { readInput } from '../http/read-input.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

const bodySchema = v.strictObject({ payload: v.optional(v.unknown()) })

/** Gives a job a signal: the first one of its name is kept, whoever gave it. */
export async function signalJob(
  id: string,
  name: string,
  body: unknown,
  desk: Desk,
): Promise<SignalGiven> {
  desk.store()
  const { payload = null } = readInput('body', bodySchema, body)
  const client = await desk.client()
  try {
    return { jobId: id, signal: name, answer: await client.signal(id, name, payload) }
  } catch (error) {
    if (!isArqError(error) || error.code !== 'ARQ_JOB_NOT_FOUND') throw error
    throw new Refusal('not_found', texts.unknownJob({ id }))
  }
}
