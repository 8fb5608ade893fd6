import { utf8Length } from '#platform'

import { SerializationError } from '../errors/settings-errors.js'
import { wireTexts as texts } from '../texts/wire-texts.js'
import { findJsonProblem } from '../wire/json-safety.js'
import { notCarried } from '../wire/not-carried.js'

/** The largest payload of a signal, as JSON in UTF-8: a word, not a document. */
const LARGEST_SIGNAL_BYTES = 65_536

/**
 * A signal's payload as it is kept: a copy that no later change of the caller's reaches. `undefined` becomes `null`.
 * @throws SerializationError `ARQ_ENCODE_FAILED` for what JSON cannot carry, naming the path, and for a payload of more
 * than 64 KiB, naming the limit
 */
export function signalPayload(name: string, payload: unknown): unknown {
  if (payload === undefined) return null
  const subject = texts.theSignal({ name })
  const problem = findJsonProblem(payload, 'payload')
  if (problem) throw notCarried(subject, problem, { signal: name })
  const text = JSON.stringify(payload)
  const bytes = utf8Length(text)
  if (bytes <= LARGEST_SIGNAL_BYTES) return JSON.parse(text) as unknown
  throw new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: texts.signalTooLarge({ name, bytes, limit: LARGEST_SIGNAL_BYTES }),
    details: { signal: name, bytes, limit: LARGEST_SIGNAL_BYTES },
  })
}
