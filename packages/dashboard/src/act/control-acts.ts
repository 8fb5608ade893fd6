import type { ControlTarget } from '@arq/client'
import { countSchema, UnsupportedError } from '@arq/core'
import * as v from 'valibot'

import type { ControlAnswer, DrainAnswer } from '../contract/control.js'
import { readInput } from '../http/read-input.js'
import { asWire } from '../look/as-wire.js'
import type { Desk } from '../look/desk.js'
import { texts } from '../texts.js'

const GATHER_MS = 2000
const timeoutMs = v.optional(countSchema(100, 10_000), GATHER_MS)
const bodySchema = v.strictObject({ timeoutMs })
const drainSchema = v.strictObject({ timeoutMs, end: v.optional(v.boolean(), false) })

/** Pauses or resumes, and says how each worker is after it. */
export async function change(
  verb: 'pause' | 'resume',
  target: ControlTarget,
  given: unknown,
  desk: Desk,
): Promise<ControlAnswer> {
  const body = readInput('body', bodySchema, given)
  const client = await clientOf(desk)
  return asWire(await client[verb](target, { timeout: body.timeoutMs / 1000 }))
}

/** Asks for it, and does not wait: the overview shows how it goes on. */
export async function drain(
  target: ControlTarget,
  given: unknown,
  desk: Desk,
): Promise<DrainAnswer> {
  const { end } = readInput('body', drainSchema, given)
  const client = await clientOf(desk)
  return asWire(await client.drain(target, { end, timeout: 0 }))
}

function clientOf(desk: Desk): ReturnType<Desk['client']> {
  if (desk.settings.transport.capabilities.broadcast) return desk.client()
  throw new UnsupportedError(texts.needsControl(), { missing: 'broadcast' })
}
