/** Another protocol that was recognised by its first bytes. */
export interface ForeignProtocol {
  readonly name: 'HTTP' | 'gRPC (HTTP/2)' | 'TLS' | 'AMQP' | 'SSH' | 'Redis'
}

/** HTTP/2 frames that a server begins with, or ends a wrong beginning with. RFC 9113 §6.5 and §6.8. */
const HTTP2_SETTINGS = 0x04
const HTTP2_GOAWAY = 0x07

const TLS_ALERT = 0x15
const TLS_HANDSHAKE = 0x16
const TLS_MAJOR_VERSION = 0x03

/**
 * Tells by the first bytes of an answer what the server speaks, when it is not RocketMQ remoting. Called only for
 * bytes that are no frame, so a guess can do no harm.
 */
export function detectForeignProtocol(firstBytes: Buffer): ForeignProtocol | undefined {
  const text = firstBytes.toString('latin1', 0, 8)
  if (text.startsWith('HTTP/')) return { name: 'HTTP' }
  if (text.startsWith('AMQP')) return { name: 'AMQP' }
  if (text.startsWith('SSH-')) return { name: 'SSH' }
  if (text.startsWith('-ERR ')) return { name: 'Redis' }
  const isTlsRecord = firstBytes[0] === TLS_ALERT || firstBytes[0] === TLS_HANDSHAKE
  if (isTlsRecord && firstBytes[1] === TLS_MAJOR_VERSION) return { name: 'TLS' }
  return isHttp2(firstBytes) ? { name: 'gRPC (HTTP/2)' } : undefined
}

/** `int24 length, int8 type, int8 flags, int32 stream`: both frames belong to stream 0. */
function isHttp2(bytes: Buffer): boolean {
  if (bytes.length < 8 || bytes[0] !== 0) return false
  const type = bytes[3]
  const isStreamZero = bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0
  return (type === HTTP2_SETTINGS || type === HTTP2_GOAWAY) && isStreamZero
}
