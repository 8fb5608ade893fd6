import { randomUuid, utf8Length } from '#platform'

import { SerializationError } from '../errors/settings-errors.js'
import type { OutgoingMessage } from '../ports/transport.js'
import { findJsonProblem } from '../wire/json-safety.js'
import { suspendTexts } from './suspend-texts.js'
import { ticketText, TURN_HEADER } from './turn.js'

/**
 * The entry of a suspended job's group that holds its message, where somebody may wake it before its time; absent: nobody
 * may.
 */
export const MESSAGE_ENTRY = 'turn:message'

/** A message of a job whose turn has this number, with a ticket of its own. */
export const forTurn = (
  message: OutgoingMessage,
  { turn, dueAtMs }: { readonly turn: number; readonly dueAtMs: number | undefined },
): OutgoingMessage => {
  const messageId = randomUuid()
  const headers = { ...message.headers, [TURN_HEADER]: ticketText({ turn, name: messageId }) }
  return { ...message, messageId, dueAtMs, headers }
}

/** What a store takes as one entry. */
const LARGEST_ENTRY_BYTES = 1024 * 1024

/**
 * The text of {@link MESSAGE_ENTRY}.
 * @throws SerializationError `ARQ_ENCODE_FAILED` for a message that no store keeps as one entry
 */
export function encodeSleeping(message: OutgoingMessage): string {
  const { queueName, body, contentType, contentEncoding, priority, replyTo, correlationId } =
    message
  const headers = Object.fromEntries(
    Object.entries(message.headers).filter(([, value]) => !findJsonProblem(value, '')),
  )
  const text = JSON.stringify({
    ...{ queueName, contentType, contentEncoding, priority, replyTo, correlationId },
    headers,
    body: toBase64(body),
  })
  const bytes = utf8Length(text)
  if (bytes <= LARGEST_ENTRY_BYTES) return text
  const limit = LARGEST_ENTRY_BYTES
  throw new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: suspendTexts.messageTooLarge({ bytes, limit }),
    details: { bytes, limit },
  })
}

/**
 * The message that wakes a suspended job, from the text of {@link MESSAGE_ENTRY}.
 * @param when.turn the number of the suspension
 * @param when.dueAtMs absent: at once
 */
export function wakingMessage(
  text: string,
  when: { readonly turn: number; readonly dueAtMs?: number | undefined },
): OutgoingMessage {
  const { body, ...rest } = JSON.parse(text) as Omit<OutgoingMessage, 'body' | 'kind'> & {
    readonly body: string
  }
  const message = { ...rest, kind: 'job', body: fromBase64(body) } as const
  return forTurn(message, { turn: when.turn, dueAtMs: when.dueAtMs })
}

const CHUNK = 8192

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  }
  return btoa(binary)
}

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
