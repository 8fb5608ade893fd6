import { utf8Bytes } from '#platform'

import { decodeUtf8 } from '../wire/codec.js'

/** The message of a job, as an entry carries it. */
export interface KeyedPayload {
  readonly body: string
  /** The body is in base64. */
  readonly isBinary?: true
  readonly contentType: string | undefined
  /** Absent: the body is not compressed. */
  readonly contentEncoding?: string | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly priority?: number | undefined
}

export function packBody(body: Uint8Array): Pick<KeyedPayload, 'body' | 'isBinary'> {
  const text = textOf(body)
  return text === undefined ? { body: toBase64(body), isBinary: true } : { body: text }
}

export const unpackBody = ({ body, isBinary }: KeyedPayload): Uint8Array =>
  isBinary === true ? fromBase64(body) : utf8Bytes(body)

// A byte order mark would be lost on the way to a text and back.
const BYTE_ORDER_MARK = 0xef

function textOf(body: Uint8Array): string | undefined {
  if (body[0] === BYTE_ORDER_MARK) return undefined
  try {
    return decodeUtf8(body)
  } catch {
    return undefined
  }
}

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
