import { createHmac } from 'node:crypto'

/** As much of RocketMQ's remoting protocol as getting ready, and creating a topic, need. */

const BINARY_HEADER = 1
const HEADER_LENGTH_MASK = 0x00ff_ffff
/** Code, language, version, opaque, flag: 2 + 1 + 2 + 4 + 4 bytes before the remark. */
const BINARY_REMARK_OFFSET = 13
/** V5_3_3, by its place in the list of versions; from V4_9_4 on, answers are real JSON. */
const CLIENT_VERSION = 453

/**
 * @typedef {object} Answer
 * @property {number} code 0 is success
 * @property {string} remark
 * @property {Buffer} body
 */

/**
 * A request, with its header as JSON; servers take that whatever form they write themselves.
 * @param {number} code
 * @param {object} [parts]
 * @param {Readonly<Record<string, string>> | undefined} [parts.fields]
 * @param {string | undefined} [parts.body]
 * @param {import('./contract.d.ts').RocketMQCredentials | undefined} [parts.credentials]
 */
export function requestFrame(code, { fields = {}, body = '', credentials } = {}) {
  const content = Buffer.from(body)
  const header = Buffer.from(
    JSON.stringify({
      code,
      language: 'OTHER',
      version: CLIENT_VERSION,
      opaque: 1,
      flag: 0,
      extFields: credentials ? signed(fields, content, credentials) : fields,
    }),
  )
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32BE(4 + header.length + content.length, 0)
  lengths.writeUInt32BE(header.length, 4)
  return Buffer.concat([lengths, header, content])
}

/**
 * The answer that the bytes begin with, or undefined as long as it is not complete.
 * @param {Buffer} bytes
 * @returns {Answer | undefined}
 */
export function readAnswer(bytes) {
  if (bytes.length < 8 || bytes.length < 4 + bytes.readUInt32BE(0)) return undefined
  const end = 4 + bytes.readUInt32BE(0)
  const bodyOffset = 8 + (bytes.readUInt32BE(4) & HEADER_LENGTH_MASK)
  const header = bytes.subarray(8, bodyOffset)
  const { code, remark } = bytes[4] === BINARY_HEADER ? readBinary(header) : readJson(header)
  return { code, remark, body: bytes.subarray(bodyOffset, end) }
}

/**
 * The fields with the access key and the signature: HMAC-SHA1 over their values in the order of
 * their names, and the body.
 * @param {Readonly<Record<string, string>>} fields
 * @param {Buffer} body
 * @param {import('./contract.d.ts').RocketMQCredentials} credentials
 */
function signed(fields, body, { accessKey, secretKey }) {
  /** @type {Record<string, string>} */
  const all = { ...fields, AccessKey: accessKey }
  const names = Object.keys(all).sort()
  const hmac = createHmac('sha1', secretKey)
  for (const name of names) hmac.update(all[name] ?? '')
  return { ...all, Signature: hmac.update(body).digest('base64') }
}

/** @param {Buffer} header */
function readBinary(header) {
  const remarkEnd = BINARY_REMARK_OFFSET + 4 + header.readUInt32BE(BINARY_REMARK_OFFSET)
  return {
    code: header.readInt16BE(0),
    remark: header.toString('utf8', BINARY_REMARK_OFFSET + 4, remarkEnd),
  }
}

/**
 * @param {Buffer} header
 * @returns {{ code: number, remark: string }}
 */
function readJson(header) {
  const { code, remark = '' } = JSON.parse(header.toString())
  return { code, remark }
}
