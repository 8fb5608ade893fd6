import { utf8Length } from '#platform'

import { SerializationError } from '../errors/settings-errors.js'
import type { StreamEntry } from '../task/job-streams.js'
import { wireTexts } from '../texts/wire-texts.js'
import { findJsonProblem } from '../wire/json-safety.js'
import { notCarried } from '../wire/not-carried.js'
import type { ReadItem } from './read-log.js'
import { LARGEST_ITEM_BYTES } from './stream-limits.js'
import { tryOfWriter } from './stream-writers.js'

/**
 * An item as the store keeps it.
 * @throws SerializationError `ARQ_ENCODE_FAILED` when JSON cannot carry it, or it is too large
 */
export function writeItem(value: unknown): string {
  const subject = wireTexts.theStreamItem()
  const problem = value === undefined ? UNDEFINED : findJsonProblem(value, 'item')
  if (problem) throw notCarried(subject, problem)
  const text = JSON.stringify(value)
  const bytes = utf8Length(text)
  if (bytes <= LARGEST_ITEM_BYTES) return text
  throw new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: wireTexts.itemTooLarge({ bytes, limit: LARGEST_ITEM_BYTES }),
    details: { bytes, limit: LARGEST_ITEM_BYTES },
  })
}

const UNDEFINED = { path: 'item', problem: 'undefined' }

/** @throws SerializationError `ARQ_DECODE_FAILED` when something else stands in its place */
export function toEntry<T>({ id, writer, text, missed }: ReadItem): StreamEntry<T> {
  // T is the caller's claim about what the task writes.
  const value = parsed(text, id) as T
  return { id, value, jobTry: tryOfWriter(writer), run: writer, missed }
}

function parsed(text: string, id: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SerializationError({
      code: 'ARQ_DECODE_FAILED',
      text: wireTexts.itemUnreadable({ id }),
      details: { id },
      cause,
    })
  }
}
