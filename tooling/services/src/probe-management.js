import http from 'node:http'
import https from 'node:https'

/**
 * Whether RabbitMQ's management API answers and lets us in.
 * @param {string} url with user and password
 * @returns {Promise<boolean>}
 */
export function probeManagement(url) {
  const { protocol, origin, username, password } = new URL(url)
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const { get } = protocol === 'https:' ? https : http

  return new Promise((resolve) => {
    // Not `fetch`: it keeps the connection, and RabbitMQ waits 5 s for it when it is to stop.
    const request = get(`${origin}/api/overview`, { auth, agent: false, timeout: 3_000 })
    request.once('response', (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
    request.once('close', () => resolve(false))
  })
}
