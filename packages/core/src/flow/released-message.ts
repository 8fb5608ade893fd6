import { randomUuid, utf8Bytes } from '#platform'

import type { OutgoingMessage } from '../ports/transport.js'
import { toInstant } from '../time/instant.js'
import { compressBody } from '../wire/body-encoding.js'
import type { Codec } from '../wire/codec.js'
import { CLIENT_DELAYED_HEADER, DUE_HEADER, readJob } from '../wire/job-message.js'
import { encodeJobMessage } from '../wire/written-job.js'
import {
  FLOW_FAILED_HEADER,
  FLOW_RELEASE_HEADER,
  type ParentRelease,
  type WaitingParent,
} from './flow-entries.js'

interface ReleaseParts {
  readonly jobId: string
  readonly release: ParentRelease
  /** The one of the parent's content type. */
  readonly codec: Codec
  readonly nowMs: number
}

/** The message that starts a parent. */
export async function releasedMessage(
  parent: WaitingParent,
  { jobId, release, codec, nowMs }: ReleaseParts,
): Promise<OutgoingMessage> {
  const { queueName, enqueueTime, due, expires, priority, contentType, isCompressed } = parent
  const bytes = parent.isBase64 === true ? fromBase64(parent.body) : utf8Bytes(parent.body)
  const { message, sent } = readJob(bytes, codec, { queueName, nowMs })
  // What fails is told at once.
  const isDelayed = due !== undefined && release.failedBy === undefined
  const dueMs = isDelayed ? ('atMs' in due ? due.atMs : nowMs + due.afterMs) : nowMs
  const dueAtMs = dueMs > nowMs ? dueMs : undefined
  const expiresMs = 'atMs' in expires ? expires.atMs : Math.max(dueMs, nowMs) + expires.afterMs
  const { firstEnqueueTime } = parent
  const expiring = { ...message, enqueueTime, firstEnqueueTime, expires: toInstant(expiresMs) }
  const plain = encodeJobMessage(expiring, codec, sent)
  const packed =
    isCompressed === true ? await compressBody(plain) : { body: plain, contentEncoding: undefined }
  return {
    queueName,
    kind: 'job',
    ...packed,
    headers: {
      ...parent.headers,
      ...(dueAtMs !== undefined && { [CLIENT_DELAYED_HEADER]: 'true', [DUE_HEADER]: dueAtMs }),
      [FLOW_RELEASE_HEADER]: release.token,
      ...(release.failedBy !== undefined && { [FLOW_FAILED_HEADER]: release.failedBy }),
    },
    messageId: randomUuid(),
    contentType,
    priority,
    correlationId: jobId,
    dueAtMs,
  }
}

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
