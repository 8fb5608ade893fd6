import type { JobDraft } from '../enqueue/job-draft.js'
import type { EnqueueOptions } from '../task/enqueue-options.js'
import type { OnChildFailure } from '../task/flow-shape.js'
import { CLIENT_DELAYED_HEADER, DUE_HEADER } from '../wire/job-message.js'
import type { WaitingParent } from './flow-entries.js'

interface ParentPlace extends Pick<
  WaitingParent,
  'root' | 'children' | 'firstChild' | 'parentPlaces' | 'contentType'
> {
  readonly onChildFailure: OnChildFailure
  readonly options: Pick<EnqueueOptions, 'expires' | 'deferUntil'>
  readonly nowMs: number
  /** Its body is text. */
  readonly isText: boolean
  readonly compressAboveBytes: number | undefined
}

/** What is kept of a parent, of the draft of its job. */
export function waitingParent(
  draft: JobDraft,
  { options, nowMs, isText, compressAboveBytes, ...place }: ParentPlace,
): WaitingParent {
  const { message, body, dueAtMs, expiresAtMs, priority } = draft
  const dueMs = dueAtMs ?? nowMs
  const headers = { ...draft.headers }
  Reflect.deleteProperty(headers, CLIENT_DELAYED_HEADER)
  Reflect.deleteProperty(headers, DUE_HEADER)
  return {
    ...place,
    function: message.function,
    queueName: message.queueName,
    enqueueTime: message.enqueueTime,
    expires:
      options.expires instanceof Date ? { atMs: expiresAtMs } : { afterMs: expiresAtMs - dueMs },
    due: dueAtMs === undefined ? undefined : dueOf(dueAtMs, nowMs, options),
    priority,
    headers,
    body: isText ? new TextDecoder().decode(body) : base64(body),
    isBase64: isText ? undefined : true,
    isCompressed:
      compressAboveBytes !== undefined && body.byteLength >= compressAboveBytes ? true : undefined,
  }
}

const dueOf = (
  dueAtMs: number,
  nowMs: number,
  { deferUntil }: ParentPlace['options'],
): WaitingParent['due'] =>
  deferUntil === undefined ? { afterMs: dueAtMs - nowMs } : { atMs: dueAtMs }

/** In parts: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
