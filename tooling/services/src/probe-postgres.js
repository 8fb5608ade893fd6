import { converse } from './conversation.js'

/** Version 3.0 of the protocol. */
const PROTOCOL = 0x00030000
const HEADER_BYTES = 5

/**
 * Logs in without a password, as far as the server lets us.
 * @param {string} url
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>} undefined: not there, or refused
 */
export async function probePostgres(url) {
  const { hostname, port, username, pathname } = new URL(url)
  const user = decodeURIComponent(username) || 'postgres'
  const database = decodeURIComponent(pathname.slice(1)) || user
  return converse(
    { host: hostname, port: Number(port) || 5432 },
    {
      opening: startupMessage({ user, database }),
      hear(received) {
        let version
        for (const { type, body } of messagesIn(received)) {
          const isRefusal = type === 'E' || (type === 'R' && body.readUInt32BE() !== 0)
          if (isRefusal) return null
          const [name, value] = type === 'S' ? body.toString().split('\0') : []
          if (name === 'server_version') version = value
          if (type === 'Z') return { version }
        }
        return undefined
      },
    },
  )
}

/** @param {Readonly<Record<string, string>>} parameters */
function startupMessage(parameters) {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  const body = Buffer.from(`${pairs.join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(head.length + body.length, 0)
  head.writeUInt32BE(PROTOCOL, 4)
  return Buffer.concat([head, body])
}

/**
 * Whole messages; a part of one at the end waits for its rest.
 * @param {Buffer} received
 */
function* messagesIn(received) {
  let offset = 0
  while (received.length - offset >= HEADER_BYTES) {
    const end = offset + 1 + received.readUInt32BE(offset + 1)
    if (end > received.length) return
    const type = String.fromCharCode(received.readUInt8(offset))
    yield { type, body: received.subarray(offset + HEADER_BYTES, end) }
    offset = end
  }
}
