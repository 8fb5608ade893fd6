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
 * @param {{ host: string, port: number, secure?: boolean, withinMs?: number }} server
 * @param {Conversation<T>} conversation
 * @returns {Promise<T | undefined>}
 */
export function converse({ host, port, secure = false, withinMs = 3_000 }, { opening, hear }) {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0)
    const socket = secure
      ? tls.connect({ host, port, servername: net.isIP(host) ? '' : host })
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
