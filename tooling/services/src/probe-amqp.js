import {
  isNoFrame,
  PROTOCOL_HEADER,
  readMethods,
  serverVersion,
  startOkFrame,
} from './amqp-frames.js'
import { converse } from './conversation.js'

/**
 * Logs in to an AMQP server and hangs up. An open port is not enough to call a broker ready, and a
 * Connection.Start is not enough to call it usable: its user may be another one.
 * @param {string} url
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>} undefined: not there, or refused
 */
export async function probeAmqp(url) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'amqps:'
  const server = { host: hostname, port: Number(port) || (secure ? 5671 : 5672), secure }
  let isLoginSent = false

  return converse(server, {
    opening: PROTOCOL_HEADER,
    hear(received, send) {
      const methods = readMethods(received)
      const start = methods.find(({ name }) => name === 'start')
      if (start && !isLoginSent) {
        isLoginSent = true
        const user = decodeURIComponent(username) || 'guest'
        send(startOkFrame(user, decodeURIComponent(password) || 'guest'))
      }
      if (isNoFrame(received) || methods.some(({ name }) => name === 'close')) return null
      const isLoggedIn = methods.some(({ name }) => name === 'tune')
      return start && isLoggedIn ? { version: serverVersion(start.payload) } : undefined
    },
  })
}
