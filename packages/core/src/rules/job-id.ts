import * as v from 'valibot'

import { mustBe } from './must-be.js'
import { follows } from './rule.js'
import { nameText, notEmpty, wellFormed } from './text-rules.js'

/** A job id travels as the correlation id of its message: a short string of AMQP has at most 255 bytes. */
export const LONGEST_JOB_ID_BYTES = 255

export const jobIdRule = nameText(LONGEST_JOB_ID_BYTES)

/** The id of a job that is to be enqueued. */
export const jobIdSchema = v.pipe(v.string(mustBe.text), follows(jobIdRule))

/** An id to look a job up by. Other programs may have made longer ones than this library sends. */
export const anyJobIdSchema = v.pipe(
  v.string(mustBe.text),
  follows((text: string) => notEmpty(text) ?? wellFormed(text)),
)
