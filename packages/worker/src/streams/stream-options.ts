import { countSchema, parseSettings } from '@arq/core'
import {
  follows,
  MOST_STREAM_BYTES,
  MOST_STREAM_ITEMS,
  mustBe,
  streamIdSchema,
  streamNameRule,
} from '@arq/core/internal'
import * as v from 'valibot'

const streamSchema = v.strictObject({
  name: v.pipe(v.string(mustBe.text), follows(streamNameRule)),
  maxItems: v.optional(countSchema(1), MOST_STREAM_ITEMS),
  maxBytes: v.optional(countSchema(1), MOST_STREAM_BYTES),
})

const inboxSchema = v.strictObject({ after: v.optional(streamIdSchema) })

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong */
export const readStreamCall = (call: unknown): v.InferOutput<typeof streamSchema> =>
  parseSettings('options of ctx.stream()', streamSchema, call)

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong */
export const readInboxOptions = (options: unknown): v.InferOutput<typeof inboxSchema> =>
  parseSettings('options of ctx.inbox.entries()', inboxSchema, options ?? {})
