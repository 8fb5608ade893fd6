import { converse } from './conversation.js'

const PING = 'PING\r\n'
const INFO = 'INFO server\r\n'

/**
 * PING, with the login that the URL carries.
 * @param {string} url
 * @param {{ ca?: string, cert?: string, key?: string }} [tls] in PEM, for a `rediss:` URL
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>} undefined: not there, or refused
 */
export async function probeRedis(url, tls = {}) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'rediss:'
  const server = { host: hostname, port: Number(port) || 6379, secure, ...tls }
  const login = password ? authCommand(username || 'default', password) : ''

  return converse(server, {
    opening: `${login}${PING}${INFO}`,
    hear(received) {
      const text = received.toString()
      // -NOAUTH, -WRONGPASS, -LOADING: it is there, but not for us, or not yet.
      if (text.startsWith('-')) return null
      if (!text.includes('+PONG\r\n')) return undefined
      const version = /^redis_version:(.*)\r$/m.exec(text)?.[1]
      const isInfoRefused = /\+PONG\r\n-/.test(text)
      return version || isInfoRefused ? { version } : undefined
    },
  })
}

/**
 * Length-prefixed, because a password may contain anything.
 * @param {string} user
 * @param {string} password
 */
function authCommand(user, password) {
  const words = ['AUTH', decodeURIComponent(user), decodeURIComponent(password)]
  const asBulk = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${asBulk.join('')}`
}
