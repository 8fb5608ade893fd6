import { converse } from './conversation.js'

const OP_MSG = 2013
const HEADER_BYTES = 16

/** BSON: `{ buildInfo: 1, $db: 'admin' }`. Answered before a login, too. */
const BUILD_INFO = bson(
  Buffer.concat([
    Buffer.from([0x10]),
    Buffer.from('buildInfo\0'),
    int32(1),
    Buffer.from([0x02]),
    Buffer.from('$db\0'),
    text('admin'),
  ]),
)

/**
 * Asks for its version.
 * @param {string} url
 * @param {string} [ca] of a server that speaks TLS and nothing else
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>} undefined: not there, or refused
 */
export async function probeMongoDB(url, ca) {
  const { hostname, port, searchParams } = new URL(url)
  const secure = ca !== undefined || searchParams.get('tls') === 'true'
  return converse(
    { host: hostname, port: Number(port) || 27017, secure, ca },
    {
      opening: opMsg(BUILD_INFO),
      hear(received) {
        if (received.length < HEADER_BYTES) return undefined
        if (received.readInt32LE(12) !== OP_MSG) return null
        if (received.length < received.readInt32LE(0)) return undefined
        const version = stringIn(received, 'version')
        return version === undefined ? null : { version }
      },
    },
  )
}

/** @param {Buffer} body */
function opMsg(body) {
  // No flags, and one section that is the body.
  const message = Buffer.concat([int32(0), Buffer.from([0]), body])
  const header = [HEADER_BYTES + message.length, 1, 0, OP_MSG].map(int32)
  return Buffer.concat([...header, message])
}

/**
 * The value of the first field of this name that is a text.
 * @param {Buffer} document
 * @param {string} name
 */
function stringIn(document, name) {
  const field = Buffer.from(`\x02${name}\0`)
  const at = document.indexOf(field)
  if (at < 0) return undefined
  const start = at + field.length + 4
  return document.toString('utf8', start, document.indexOf(0, start))
}

/** @param {Buffer} fields */
function bson(fields) {
  return Buffer.concat([int32(fields.length + 5), fields, Buffer.from([0])])
}

/** @param {string} value */
function text(value) {
  const bytes = Buffer.from(`${value}\0`)
  return Buffer.concat([int32(bytes.length), bytes])
}

/** @param {number} value */
function int32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
