import * as v from 'valibot'

import { jobHeadersSchema } from '../rules/job-headers.js'
import { jobIdSchema } from '../rules/job-id.js'
import { expiresSchema, momentSchema } from '../rules/moment.js'
import { said } from '../rules/must-be.js'
import { queueNameSchema } from '../rules/queue-name.js'
import { ruleTexts } from '../rules/rule-texts.js'
import { countSchema, durationSchema, parseSettings } from '../settings/settings.js'
import type { EnqueueOptions } from '../task/enqueue-options.js'
import { uniqueOptionsSchema } from '../unique/unique-options.js'

/** AMQP's priority is one byte. */
const HIGHEST_PRIORITY = 255

/** The counts of tries are 32-bit integers for other readers of the wire. */
const MOST_TRIES = 2 ** 31 - 1

const enqueueOptionsSchema = v.strictObject(
  {
    jobId: v.optional(jobIdSchema),
    queueName: v.optional(queueNameSchema),
    deferBy: v.optional(durationSchema),
    deferUntil: v.optional(momentSchema),
    expires: v.optional(expiresSchema),
    jobTry: v.optional(countSchema(1, MOST_TRIES)),
    priority: v.optional(countSchema(0, HIGHEST_PRIORITY)),
    headers: v.optional(jobHeadersSchema),
    unique: v.optional(uniqueOptionsSchema),
  },
  said(ruleTexts.mustBeObject()),
)

type Parsed = v.InferOutput<typeof enqueueOptionsSchema>

/** Options that have been checked. */
export type CheckedOptions = Readonly<
  Omit<Parsed, 'unique'> & { unique?: Parsed['unique'] | false }
>

const NO_OPTIONS: CheckedOptions = Object.freeze({})

/** @throws ConfigurationError naming each wrong option */
export function readOptions(task: string, options: EnqueueOptions): CheckedOptions {
  // Most jobs have none, and checking them is not free.
  if (isEmptyLiteral(options)) return NO_OPTIONS
  const subject = `options of ${task}`
  if (options.unique !== false) return parseSettings(subject, enqueueOptionsSchema, options)
  const { unique, ...others } = options
  return { ...parseSettings(subject, enqueueOptionsSchema, others), unique }
}

/** Not one that may inherit options. */
const isEmptyLiteral = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0

const headersSchema = v.strictObject({ headers: jobHeadersSchema })

/** @throws ConfigurationError naming the header */
export const parseJobHeaders = (
  subject: string,
  headers: unknown,
): Readonly<Record<string, string>> => parseSettings(subject, headersSchema, { headers }).headers
