import http from 'node:http'
import https from 'node:https'

/**
 * Asks RabbitMQ's management API.
 * @param {string} url with user and password
 * @param {string} path
 * @returns {Promise<unknown>} undefined: it is not there, or does not let us in
 */
export function askManagement(url, path) {
  const { protocol, origin, username, password } = new URL(url)
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const { get } = protocol === 'https:' ? https : http

  return new Promise((resolve) => {
    // Not `fetch`: it keeps the connection, and RabbitMQ waits 5 s for it when it is to stop.
    const request = get(`${origin}${path}`, { auth, agent: false, timeout: 3_000 })
    request.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk))
      response.once('end', () => resolve(response.statusCode === 200 ? parse(text) : undefined))
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(undefined))
    request.once('close', () => resolve(undefined))
  })
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // it is going down, or is something else
  }
}
