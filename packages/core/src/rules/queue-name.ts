import * as v from 'valibot'

import type { Text } from '../texts/text.js'
import { mustBe } from './must-be.js'
import { follows } from './rule.js'
import { ruleTexts } from './rule-texts.js'
import { shownValue } from './shown-value.js'
import { nameText } from './text-rules.js'

const PARKED_RESULTS_PREFIX = 'arq.results.'

/**
 * The queue where results of jobs of `queueName` wait for their store. One for each work queue: whoever works on the same
 * queue uses the same store, while others at this broker may use another one.
 */
export const parkedResultsQueueOf = (queueName: string): string =>
  `${PARKED_RESULTS_PREFIX}${queueName}`

/** Where jobs of `queueName` are started again that a worker may have died of. */
export const againQueueOf = (queueName: string): string => `arq.again.${queueName}`

/** Where those of them wait that are to run alone in their worker. */
export const aloneQueueOf = (queueName: string): string => `arq.alone.${queueName}`

/** A queue's name is a short string of AMQP. */
const LONGEST_NAME_BYTES = 255

/**
 * The longest text that this library puts before or behind a work queue's name: `<queue>.dlq`, `delayed.<queue>`,
 * `arq.results.<queue>`.
 */
const LONGEST_ADDITION_BYTES = PARKED_RESULTS_PREFIX.length

export const LONGEST_QUEUE_NAME_BYTES = LONGEST_NAME_BYTES - LONGEST_ADDITION_BYTES

/** Who keeps the names that begin so. `arq.` as a whole: later versions may need further queues of their own. */
const RESERVED_PREFIXES = [
  { prefix: 'amq.', owner: 'RabbitMQ' },
  { prefix: 'arq.', owner: 'arq' },
] as const

const fitsWithAdditions = nameText(LONGEST_QUEUE_NAME_BYTES)

/** A queue that jobs wait in. */
export function queueNameRule(name: string): Text | undefined {
  return fitsWithAdditions(name) ?? notReserved(name)
}

function notReserved(name: string): Text | undefined {
  const reserved = RESERVED_PREFIXES.find(({ prefix }) => name.startsWith(prefix))
  return reserved && ruleTexts.queueNameReserved({ ...reserved, value: shownValue(name) })
}

export const queueNameSchema = v.pipe(v.string(mustBe.text), follows(queueNameRule))

const fitsAlone = nameText(LONGEST_NAME_BYTES)

/** The same for a queue of dead letters, which nothing is added to. */
export const deadLetterQueueNameRule = (name: string): Text | undefined =>
  fitsAlone(name) ?? notReserved(name)

export const deadLetterQueueNameSchema = v.pipe(
  v.string(mustBe.text),
  follows(deadLetterQueueNameRule),
)
