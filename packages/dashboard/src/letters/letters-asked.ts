import { EVERY_LETTER, isEverything, type LetterFilter } from '@arq/admin'
import * as v from 'valibot'

import { momentOf, queryObject, readInput } from '../http/read-input.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import type { LettersAsked } from './letters-look.js'

const EACH = 500
const MOST_EACH = 10_000

const filterEntries = {
  task: v.optional(v.string()),
  error: v.optional(v.string()),
  since: v.optional(v.string()),
  until: v.optional(v.string()),
}

const querySchema = v.strictObject({
  ...filterEntries,
  queue: v.optional(v.string()),
  each: v.optional(v.picklist(['1'])),
  limit: v.optional(
    v.pipe(v.string(), v.digits(), v.toNumber(), v.minValue(1), v.maxValue(MOST_EACH)),
  ),
})

/** @throws Refusal `invalid` */
export function lettersAsked(query: URLSearchParams): LettersAsked {
  const {
    queue,
    each,
    limit = EACH,
    ...filter
  } = readInput('query', querySchema, queryObject(query))
  return { queue, filter: filterOf(filter), each: each === undefined ? 0 : limit }
}

const meantEntries = {
  ...filterEntries,
  ids: v.optional(v.array(v.string())),
  all: v.optional(v.literal(true)),
}

const redriveSchema = v.strictObject({
  ...meantEntries,
  ratePerSecond: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(100_000))),
})

/**
 * Which letters an act is for, and how fast it may be.
 * @throws Refusal `invalid`, also when nothing is said: nobody means all letters by saying nothing
 */
export function lettersMeant(body: unknown): {
  readonly filter: LetterFilter
  readonly ratePerSecond: number | undefined
} {
  const { all, ratePerSecond, ...given } = readInput('body', redriveSchema, body)
  const filter = filterOf(given)
  if (all !== true && isEverything(filter)) throw new Refusal('invalid', texts.sayWhich(), 'all')
  if (all === true && !isEverything(filter)) throw new Refusal('invalid', texts.allAlone(), 'all')
  return { filter, ratePerSecond }
}

interface GivenFilter {
  readonly ids?: readonly string[] | undefined
  readonly task?: string | undefined
  readonly error?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

function filterOf({ ids = [], task, error, since, until }: GivenFilter): LetterFilter {
  const nowMs = Date.now()
  return {
    ...EVERY_LETTER,
    ...{ ids, task, error },
    sinceMs: momentOf(since, 'since', nowMs),
    untilMs: momentOf(until, 'until', nowMs),
  }
}
