import { converse } from './conversation.js'

/** The first byte of a greeting; an error packet of a server that takes nobody begins with 0xff. */
const PROTOCOL = 10
const HEADER_BYTES = 4

/**
 * Reads the greeting, which MariaDB and MySQL send to whoever connects.
 * @param {string} url
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>} undefined: not there, or refused
 */
export async function probeMariaDB(url) {
  const { hostname, port } = new URL(url)
  return converse(
    { host: hostname, port: Number(port) || 3306 },
    {
      opening: Buffer.alloc(0),
      hear(received) {
        const body = received.subarray(HEADER_BYTES)
        const end = body.indexOf(0, 1)
        if (body.length > 0 && body[0] !== PROTOCOL) return null
        if (end < 0) return undefined
        // Behind the version that older clients are told stands its own: `5.5.5-10.11.19-MariaDB`.
        return { version: body.toString('latin1', 1, end).replace(/^5\.5\.5-/, '') }
      },
    },
  )
}
