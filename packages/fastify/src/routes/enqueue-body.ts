import { countSchema, type Duration, durationSchema, parseSettings } from '@arq/core'
import { mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

type Arguments = readonly unknown[] | Readonly<Record<string, unknown>>

const isArguments = (value: unknown): boolean => typeof value === 'object' && value !== null

/** Queue, headers and the number of the attempt are the server's, not the caller's. */
const enqueueBodySchema = v.strictObject({
  task: v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty)),
  args: v.optional(v.custom<Arguments>(isArguments, said(texts.mustBeArguments())), []),
  jobId: v.optional(v.string(mustBe.text)),
  deferBy: v.optional(durationSchema),
  deferUntil: v.optional(v.string(mustBe.text)),
  expires: v.optional(durationSchema),
  priority: v.optional(countSchema(0)),
})

/** What `POST /jobs` takes. */
export interface EnqueueBody {
  readonly task: string
  readonly args: Arguments
  /** The client checks them. */
  readonly options: {
    readonly jobId?: string
    readonly deferBy?: Duration
    readonly deferUntil?: string
    readonly expires?: Duration
    readonly priority?: number
  }
}

/** @throws ConfigurationError naming each wrong key */
export function readEnqueueBody(body: unknown): EnqueueBody {
  const { task, args, ...options } = parseSettings('body', enqueueBodySchema, body)
  // valibot types an absent optional key as possibly undefined; it leaves absent keys absent.
  return { task, args, options: options as EnqueueBody['options'] }
}
