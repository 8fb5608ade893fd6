import type { RemotingRequest } from '../../remoting/command.js'
import { decompressBody, type DecompressOptions, type ReadableBody } from '../compression.js'
import { ExtFields } from '../ext-fields.js'
import { ownBytes } from '../own-bytes.js'
import { eachProperty, emptyProperties } from '../properties.js'
import { isReservedProperty, PROPERTY } from '../property-names.js'
import { REQUEST_CODE } from '../request-code.js'

/** A reply to a request over topics, as the broker hands it to the requester. */
export interface PushedReply extends ReadableBody {
  readonly correlationId: string
  /** The replier's own properties. */
  readonly properties: Readonly<Record<string, string>>
  readonly bornTimestamp: number
}

/**
 * Reads 326 as it arrives at a client.
 *
 * Source: apache/rocketmq `remoting/.../header/ReplyMessageRequestHeader.java`,
 * `client/.../impl/ClientRemotingProcessor.java` (`receiveReplyMessage`).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readPushedReply(request: RemotingRequest, options: DecompressOptions): PushedReply {
  const ext = new ExtFields(REQUEST_CODE.PUSH_REPLY_MESSAGE_TO_CLIENT, request)
  const { body = new Uint8Array() } = request
  const stored = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const properties = emptyProperties()
  let correlationId = ''
  eachProperty(ext.optionalText('properties') ?? '', (name, value) => {
    if (name === PROPERTY.CORRELATION_ID) correlationId = value
    else if (!isReservedProperty(name)) properties[name] = value
  })
  const { body: read, error } = decompressBody(stored, ext.integer('sysFlag'), options)
  return {
    body: ownBytes(read),
    error,
    correlationId,
    properties,
    bornTimestamp: ext.integer('bornTimestamp'),
  }
}
