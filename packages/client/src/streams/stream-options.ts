import { countSchema, parseSettings } from '@arq/core'
import { follows, mustBe, said, streamIdSchema, streamNameRule } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

const streamSchema = v.strictObject({
  name: v.pipe(v.string(mustBe.text), follows(streamNameRule)),
  after: v.pipe(
    v.optional(streamIdSchema),
    v.description(
      'The id of the last entry that the reader has seen. Absent: from the first that is kept.',
    ),
  ),
  last: v.pipe(
    v.optional(countSchema(1)),
    v.description('Without after: at most so many of the items that are kept, the newest.'),
    v.metadata({ unit: 'items' }),
  ),
  gaps: v.pipe(
    v.optional(v.picklist(['throw', 'skip'], mustBe.oneOf('throw', 'skip')), 'throw'),
    v.description(
      'What iterating over values does where items were dropped before they were read.',
    ),
  ),
  signal: v.pipe(
    v.optional(v.instance(AbortSignal, said(texts.mustBeSignal()))),
    v.description('Ends the reading when it aborts.'),
  ),
})

/** How {@link Job.stream} reads. */
export interface StreamReadOptions {
  /** The id of the last entry that the reader has seen. Absent: from the first that is kept. */
  readonly after?: string | undefined
  /** Without `after`: begins with at most so many of the items that are kept, the newest. @defaultValue all of them */
  readonly last?: number | undefined
  /**
   * What iterating over values does where items were dropped before they were read: `throw` a `StreamOvertaken`, or `skip`
   * them. Entries tell it by `missed`. @defaultValue `throw`
   */
  readonly gaps?: 'throw' | 'skip' | undefined
  /** Ends the reading at once when it aborts, without an error. */
  readonly signal?: AbortSignal | undefined
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong */
export const readStreamOptions = (
  name: string,
  options: StreamReadOptions,
): v.InferOutput<typeof streamSchema> =>
  parseSettings('options of stream()', streamSchema, { ...options, name })
