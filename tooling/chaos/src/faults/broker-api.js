import http from 'node:http'

const TIMEOUT_MS = 10_000

/**
 * @typedef {object} QueueState
 * @property {string} name
 * @property {number} [messages] ready and unacknowledged; absent: the broker has not counted yet
 */

/** RabbitMQ's HTTP API. Its figures lag by up to a second. */
export class BrokerApi {
  #url

  /** @param {string} managementUrl with user and password */
  constructor(managementUrl) {
    this.#url = new URL(managementUrl)
  }

  /** @returns {Promise<QueueState[]>} */
  async queues() {
    return /** @type {QueueState[]} */ (await this.#call('GET', 'queues?columns=name,messages'))
  }

  async version() {
    const overview = await this.#call('GET', 'overview?columns=rabbitmq_version')
    return /** @type {{ rabbitmq_version: string }} */ (overview).rabbitmq_version
  }

  /** @returns {Promise<string[]>} names of all connections */
  async connections() {
    const found = await this.#call('GET', 'connections?columns=name')
    return /** @type {{ name: string }[]} */ (found).map(({ name }) => name)
  }

  /** @param {string} name */
  async closeConnection(name) {
    await this.#call('DELETE', `connections/${encodeURIComponent(name)}`)
  }

  /**
   * @param {'GET' | 'DELETE'} method
   * @param {string} path
   * @returns {Promise<unknown>}
   */
  #call(method, path) {
    const { origin, username, password } = this.#url
    const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return new Promise((resolve, reject) => {
      // Not `fetch`: it keeps the connection, and RabbitMQ waits 5 s for it when it is to stop.
      const request = http.request(`${origin}/api/${path}`, {
        method,
        auth,
        agent: false,
        timeout: TIMEOUT_MS,
      })
      request.once('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk))
        response.once('error', reject)
        response.once('end', () => {
          const { statusCode = 0 } = response
          // 404: the connection has ended by itself.
          if (statusCode < 300 || statusCode === 404) return resolve(text && JSON.parse(text))
          reject(new Error(`${method} ${path}: ${statusCode} ${text}`))
        })
      })
      request.once('timeout', () => request.destroy(new Error(`${method} ${path}: no answer`)))
      request.once('error', reject)
      request.end()
    })
  }
}
