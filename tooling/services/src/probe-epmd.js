import { converse } from './conversation.js'

const NAMES_REQUEST = Buffer.from([0, 1, 110])

/**
 * Whether an Erlang port mapper answers; it begins with its own port.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export async function probeEpmd(port) {
  const answer = await converse(
    { host: '127.0.0.1', port },
    {
      opening: NAMES_REQUEST,
      hear: (received) => (received.length >= 4 ? received.readUInt32BE(0) : undefined),
    },
  )
  return answer === port
}
