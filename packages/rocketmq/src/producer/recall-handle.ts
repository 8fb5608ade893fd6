import { DecodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'

/** What the handle of a timer message says. */
export interface RecallHandle {
  /** With the namespace. */
  readonly topic: string
  readonly brokerName: string
  /** Milliseconds since 1970. */
  readonly deliverAtMs: number
  /** The unique id of the message. */
  readonly msgId: string
}

/**
 * Reads the handle in the result of a timer message's send.
 *
 * Source: apache/rocketmq `common/.../producer/RecallMessageHandle.java`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function parseRecallHandle(handle: string): RecallHandle {
  const text = Buffer.from(handle, 'base64url').toString('utf8')
  const [version, topic, brokerName, deliverAt = '', msgId, ...rest] = text.split(' ')
  if (version !== 'v1' || !topic || !brokerName || !msgId || rest.length > 0) {
    throw new DecodeError(
      texts.theRecallHandle({ handle: handle.slice(0, 80) }),
      texts.recallHandleForeign(),
    )
  }
  return { topic, brokerName, deliverAtMs: Number(deliverAt), msgId }
}
