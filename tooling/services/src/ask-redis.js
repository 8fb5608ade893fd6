import { converse } from './conversation.js'

/**
 * What a Redis answers to one command whose answer is a text. Resolves with undefined when it cannot be reached, or refuses.
 * @param {string} url without a login
 * @param {string} command `CLUSTER INFO`
 * @param {{ ca?: string, cert?: string, key?: string }} [tls] in PEM, for a `rediss:` URL
 * @returns {Promise<string | undefined>}
 */
export function askRedis(url, command, tls = {}) {
  const { protocol, hostname, port } = new URL(url)
  const server = { host: hostname, port: Number(port), secure: protocol === 'rediss:', ...tls }
  return converse(server, {
    opening: `${command}\r\n`,
    hear(received) {
      const text = received.toString('latin1')
      const head = /^\$(\d+)\r\n/.exec(text)
      if (!head) return text.includes('\r\n') ? null : undefined
      const [start, length] = [head[0].length, Number(head[1])]
      return text.length < start + length ? undefined : text.slice(start, start + length)
    },
  })
}
