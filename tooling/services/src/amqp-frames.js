/** As much of AMQP 0-9-1 as a login needs. */

export const PROTOCOL_HEADER = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]) // 'AMQP' 0 0-9-1

const METHOD_FRAME = 1
const FRAME_END = 0xce
const FRAME_HEADER_BYTES = 7
const CONNECTION_CLASS = 10
const START_OK = 11

/** Methods of class connection that a server may answer with. */
const CONNECTION_METHODS = /** @type {const} */ ({ 10: 'start', 30: 'tune', 50: 'close' })

/**
 * Whether that is another protocol: a server that does not like ours says so in its own.
 * @param {Buffer} bytes
 */
export function isNoFrame(bytes) {
  return bytes.length > 0 && bytes[0] !== METHOD_FRAME
}

/**
 * The connection methods in the bytes so far, each complete; `other` for anything else.
 * @param {Buffer} bytes
 * @returns {{ name: 'start' | 'tune' | 'close' | 'other', payload: Buffer }[]}
 */
export function readMethods(bytes) {
  const methods = []
  let offset = 0
  while (offset + FRAME_HEADER_BYTES <= bytes.length) {
    const size = bytes.readUInt32BE(offset + 3)
    const end = offset + FRAME_HEADER_BYTES + size
    if (bytes[offset] !== METHOD_FRAME || end >= bytes.length || bytes[end] !== FRAME_END) break
    methods.push(readMethod(bytes.subarray(offset + FRAME_HEADER_BYTES, end)))
    offset = end + 1
  }
  return methods
}

/**
 * @param {Buffer} payload
 * @returns {{ name: 'start' | 'tune' | 'close' | 'other', payload: Buffer }}
 */
function readMethod(payload) {
  const method = payload.length >= 4 ? payload.readUInt16BE(2) : 0
  const isConnection = payload.length >= 4 && payload.readUInt16BE(0) === CONNECTION_CLASS
  const name =
    isConnection && method in CONNECTION_METHODS
      ? CONNECTION_METHODS[/** @type {keyof typeof CONNECTION_METHODS} */ (method)]
      : 'other'
  return { name, payload }
}

/**
 * `version` of the server's properties in a Connection.Start.
 * @param {Buffer} payload
 * @returns {string | undefined}
 */
export function serverVersion(payload) {
  // A field table entry: length and name, then 'S' for a long string and its length.
  const marker = '\x07versionS'
  const at = payload.indexOf(marker, 0, 'latin1')
  if (at < 0) return undefined
  const length = payload.readUInt32BE(at + marker.length)
  const start = at + marker.length + 4
  return payload.toString('utf8', start, start + length)
}

/**
 * A Connection.StartOk frame: no client properties, mechanism PLAIN.
 * @param {string} user
 * @param {string} password
 */
export function startOkFrame(user, password) {
  const response = Buffer.from(`\0${user}\0${password}`)
  const payload = Buffer.concat([
    uint16(CONNECTION_CLASS),
    uint16(START_OK),
    uint32(0),
    shortString('PLAIN'),
    uint32(response.length),
    response,
    shortString('en_US'),
  ])
  return Buffer.concat([
    Buffer.from([METHOD_FRAME]),
    uint16(0),
    uint32(payload.length),
    payload,
    Buffer.from([FRAME_END]),
  ])
}

/** @param {number} value */
function uint16(value) {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

/** @param {number} value */
function uint32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** @param {string} text */
function shortString(text) {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
}
