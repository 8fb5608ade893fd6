import net from 'node:net'
import tls from 'node:tls'

/**
 * One side of a short exchange over a socket.
 * @template T
 * @typedef {object} Conversation
 * @property {Buffer | string} opening sent first
 * @property {(received: Buffer, send: (reply: Buffer | string) => void) => T | null | undefined} hear
 *   gets all bytes so far; returns the outcome, null when there will be none, undefined to go on
 */

/**
 * Holds a conversation with a server. Resolves with undefined when the server cannot be reached,
 * hangs up, or takes too long; never rejects.
 * @template T
 * @param {object} server
 * @param {string} server.host
 * @param {number} server.port
 * @param {boolean} [server.secure]
 * @param {string | undefined} [server.ca] whom to trust instead of the well-known authorities
 * @param {string | undefined} [server.cert] shown to a server that asks for one
 * @param {string | undefined} [server.key] of `cert`
 * @param {number} [server.withinMs]
 * @param {Conversation<T>} conversation
 * @returns {Promise<T | undefined>}
 */
export function converse(server, { opening, hear }) {
  const { host, port, secure = false, ca, cert, key, withinMs = 3_000 } = server
  return new Promise((resolve) => {
    let received = Buffer.alloc(0)
    const socket = secure
      ? tls.connect({
          host,
          port,
          servername: net.isIP(host) ? '' : host,
          ...(ca && { ca }),
          ...(cert && { cert, key }),
        })
      : net.connect({ host, port })

    /** @param {T | null} [outcome] */
    const end = (outcome) => {
      clearTimeout(deadline)
      socket.destroy()
      resolve(outcome ?? undefined)
    }
    const deadline = setTimeout(() => end(), withinMs)
    socket.once(secure ? 'secureConnect' : 'connect', () => socket.write(opening))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      const outcome = hear(received, (reply) => socket.write(reply))
      if (outcome !== undefined) end(outcome)
    })
    // A reset may still follow an end, and an error event without a listener would be thrown.
    socket.on('error', () => end())
    socket.once('close', () => end())
  })
}
