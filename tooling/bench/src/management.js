import { setTimeout as wait } from 'node:timers/promises'

import { isThisMachine } from './is-this-machine.js'

const TIMEOUT_MS = 30_000
/** The answer comes when all queues are gone, of which `scale-queues` has 600. */
const DELETE_TIMEOUT_MS = 180_000
/** A broker that has just started tells no figures for its first seconds. */
const FIGURES_WITHIN_MS = 15_000
const POLL_MS = 500

/**
 * What RabbitMQ tells of a queue, as far as it is read here.
 * @typedef {object} QueueStatistics
 * @property {string} name
 * @property {{ publish?: number, ack?: number }} [message_stats] absent: nothing ever happened there
 *
 * @typedef {object} BrokerNode
 * @property {string} [os_pid] absent: its figures have not been collected yet
 */

/** RabbitMQ's HTTP API. What it counts lags by its `collect_statistics_interval`, 5 s by default. */
export class Management {
  #base
  #authorization

  /** @param {string} managementUrl with user and password */
  constructor(managementUrl) {
    const url = new URL(managementUrl)
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    this.#authorization = `Basic ${Buffer.from(login).toString('base64')}`
    // fetch refuses URLs with credentials.
    url.username = ''
    url.password = ''
    this.#base = url
  }

  /**
   * @param {string} name
   * @param {string} user who may do everything there
   */
  async createVirtualHost(name, user) {
    await this.#call('PUT', `vhosts/${name}`)
    const all = { configure: '.*', write: '.*', read: '.*' }
    await this.#call('PUT', `permissions/${name}/${encodeURIComponent(user)}`, all)
  }

  /** With all that is in it; one that is not there is no error. @param {string} name */
  async deleteVirtualHost(name) {
    await this.#call('DELETE', `vhosts/${name}`, undefined, DELETE_TIMEOUT_MS)
  }

  /**
   * @param {string} virtualHost
   * @returns {Promise<readonly QueueStatistics[]>}
   */
  async queues(virtualHost) {
    const answer = await this.#call('GET', `queues/${virtualHost}`)
    return /** @type {QueueStatistics[]} */ (await answer.json())
  }

  /**
   * The process of the broker, as it knows it itself.
   * @returns {Promise<number | undefined>} nothing of one elsewhere, nor of a cluster
   */
  async brokerPid() {
    if (!isThisMachine(this.#base.hostname)) return undefined
    const giveUpAt = performance.now() + FIGURES_WITHIN_MS
    for (;;) {
      const answer = await this.#call('GET', 'nodes')
      const nodes = /** @type {BrokerNode[]} */ (await answer.json())
      if (nodes.length !== 1) return undefined
      const pid = nodes[0]?.os_pid
      if (pid !== undefined) return Number(pid)
      if (performance.now() > giveUpAt) return undefined
      await wait(POLL_MS)
    }
  }

  /**
   * @param {'GET' | 'PUT' | 'DELETE'} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #call(method, path, body, timeoutMs = TIMEOUT_MS) {
    const prefix = this.#base.pathname.replace(/\/+$/, '')
    const what = `${method} ${path} on ${this.#base.host}, RabbitMQ's HTTP API`
    let response
    try {
      response = await fetch(new URL(`${prefix}/api/${path}`, this.#base), {
        method,
        headers: { authorization: this.#authorization, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch (error) {
      // fetch says no more than that it failed.
      throw new Error(`${what}: no answer`, { cause: error })
    }
    if (response.ok || (method === 'DELETE' && response.status === 404)) return response
    throw new Error(`${what}: ${response.status} ${await response.text()}`)
  }
}
