import { utf8Bytes, utf8Text } from '#platform'

import { SerializationError } from '../errors/settings-errors.js'
import type { Text } from '../texts/text.js'
import { wireTexts as texts } from '../texts/wire-texts.js'
import { findJsonProblem, type JsonProblem } from './json-safety.js'

/**
 * How job messages become bytes. JSON unless another one is injected on both ends; `contentType` travels with each
 * message and tells the worker which one to use.
 */
export interface Codec {
  /** For example `application/json`. */
  readonly contentType: string
  encode(value: unknown): Uint8Array
  /** @throws anything when the bytes are not what they should be. */
  decode(bytes: Uint8Array): unknown
  /** The first thing in `value` that it cannot carry; asked before anything is sent. */
  findProblem(value: unknown, path: string): JsonProblem | undefined
}

/** Why a message could not be read; `details.reason` of the error. */
export type UnreadableReason = 'not_utf8' | 'not_json' | 'not_a_job' | 'unknown_encoding'

/** UTF-8 JSON, the wire format of Python's rabbitmq-arq. Keys named `__proto__` are dropped when reading. */
export const jsonCodec: Codec = {
  contentType: 'application/json',
  encode: (value) => utf8Bytes(JSON.stringify(value)),
  decode: (bytes) => parseJson(decodeUtf8(bytes)),
  findProblem: findJsonProblem,
}

/** @throws SerializationError `ARQ_DECODE_FAILED` with the reason `not_utf8` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8Text(bytes)
  } catch (error) {
    throw unreadable('not_utf8', texts.notUtf8(), error)
  }
}

/** @throws SerializationError `ARQ_DECODE_FAILED` with the reason `not_json` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, mayHavePrototypeKey(text) ? withoutPrototypeKey : undefined)
  } catch (error) {
    throw unreadable('not_json', texts.notJson(), error)
  }
}

/** Such a key turns into a prototype as soon as somebody copies the object by assignment. */
export const mayHavePrototypeKey = (text: string): boolean =>
  text.includes('__proto__') || (text.includes('\\u') && /\\u005f/i.test(text))

const withoutPrototypeKey = (key: string, value: unknown): unknown =>
  key === '__proto__' ? undefined : value

/** The error for a message that is no job. */
export function unreadable(
  reason: UnreadableReason,
  words: Text,
  cause?: unknown,
): SerializationError {
  return new SerializationError({
    code: 'ARQ_DECODE_FAILED',
    text: texts.decodeFailed({ reason: words }),
    details: { reason },
    cause,
  })
}
