import type { Codec } from '@arq/core'
import { headerOwner, type JobDraft, unreadable, wireTexts } from '@arq/core/internal'

import type { NewRow } from './outbox-row.js'

const JSON_TYPE = 'application/json'

/** A job as it was drafted, as a row. */
export function rowOfDraft(draft: JobDraft, codec: Codec): NewRow {
  const { message, headers, priority, dueAtMs, expiresAtMs } = draft
  // Positional or named: a call gives one of them.
  const isNamed = Object.keys(message.kwargs).length > 0
  const bytes = Buffer.from(codec.encode(isNamed ? message.kwargs : message.args))
  // What marks the message is written again when it is sent.
  const own = Object.entries(headers).filter(([name]) => headerOwner(name) === undefined)
  return {
    jobId: message.jobId,
    task: message.function,
    queueName: message.queueName,
    arguments: bytes.toString(codec.contentType === JSON_TYPE ? 'utf8' : 'base64'),
    contentType: codec.contentType,
    headers: own.length === 0 ? undefined : JSON.stringify(Object.fromEntries(own)),
    priority,
    jobTry: message.jobTry,
    dueAtMs,
    expiresAtMs,
  }
}

/** @throws SerializationError `ARQ_DECODE_FAILED` when the row was written by another codec */
export function argumentsOfRow(
  row: Pick<NewRow, 'arguments' | 'contentType'>,
  codec: Codec,
): readonly unknown[] | Readonly<Record<string, unknown>> {
  if (row.contentType !== codec.contentType) {
    throw unreadable('unknown_encoding', wireTexts.refusedByCodec())
  }
  const bytes = Buffer.from(row.arguments, row.contentType === JSON_TYPE ? 'utf8' : 'base64')
  // Written by `rowOfDraft`: an array, or an object.
  return codec.decode(bytes) as readonly unknown[] | Readonly<Record<string, unknown>>
}
