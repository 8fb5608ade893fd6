import { DecodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { formatHost, parseIp } from './host-address.js'

/** What an offset id says: which broker stored the message, and where in its log. */
export interface OffsetMessageId {
  /** `host:port` of the broker. */
  readonly storeHost: string
  readonly commitLogOffset: bigint
}

const FORM = /^(?:[\dA-Fa-f]{32}|[\dA-Fa-f]{56})$/

/** Whether a text has the form of an offset id: 32 hex digits, or 56 for a broker with an IPv6 address. */
export function isOffsetMessageId(id: string): boolean {
  return FORM.test(id)
}

/**
 * The id a broker gives a stored message: address, port and commit-log offset in hex.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`createMessageId`).
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` when the host is no IP address
 */
export function createOffsetMessageId(
  host: { readonly ip: string; readonly port: number },
  commitLogOffset: bigint,
): string {
  const ip = parseIp(host.ip)
  const bytes = Buffer.alloc(ip.length + 12)
  bytes.set(ip)
  bytes.writeInt32BE(host.port, ip.length)
  bytes.writeBigInt64BE(commitLogOffset, ip.length + 4)
  return bytes.toString('hex').toUpperCase()
}

/**
 * Reads the broker and the commit-log offset out of an offset id: what viewing a message and ending a transaction need.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`decodeMessageId`).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function parseOffsetMessageId(id: string): OffsetMessageId {
  if (!isOffsetMessageId(id)) {
    throw new DecodeError(texts.theMessageId({ id: id.slice(0, 80) }), texts.idNeedsDigits())
  }
  const bytes = Buffer.from(id, 'hex')
  const ipLength = bytes.length - 12
  const port = bytes.readInt32BE(ipLength)
  if (port < 0 || port > 65_535) {
    throw new DecodeError(texts.theMessageId({ id }), texts.idHasNoPort({ port }))
  }
  return {
    storeHost: formatHost(bytes.subarray(0, ipLength), port),
    commitLogOffset: bytes.readBigInt64BE(ipLength + 4),
  }
}
