import { once } from 'node:events'
import net from 'node:net'

/**
 * One connection that passes through.
 * @typedef {object} Link
 * @property {net.Socket} client
 * @property {net.Socket} server
 * @property {boolean} isHanging
 */

/** Stands between our processes and a server, to reset or hold up their connections at any moment. */
export class FaultyProxy {
  #target
  #server
  /** @type {Set<Link>} */
  #links = new Set()

  /** @param {{ host: string, port: number }} target */
  constructor(target) {
    this.#target = target
    this.#server = net.createServer({ noDelay: true }, (socket) => this.#connect(socket))
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get port() {
    return /** @type {net.AddressInfo} */ (this.#server.address()).port
  }

  /**
   * Resets one connection: what is under way in either direction is lost.
   * @param {number} target from 0 to 1
   * @returns {string | undefined} which one; undefined: there was none
   */
  cut(target) {
    const links = [...this.#links]
    const link = links[Math.floor(target * links.length)]
    if (!link) return undefined
    const what = nameOf(link)
    link.client.resetAndDestroy()
    return what
  }

  /**
   * Lets one connection carry nothing more, in either direction; neither side is told.
   * @param {number} target from 0 to 1
   * @returns {{ what: string, release: () => void } | undefined} `release` lets all pass that was
   *   held up; undefined: there was none that carried anything
   */
  hang(target) {
    const links = [...this.#links].filter(({ isHanging }) => !isHanging)
    const link = links[Math.floor(target * links.length)]
    if (!link) return undefined
    link.isHanging = true
    const what = nameOf(link)
    link.client.unpipe(link.server).pause()
    link.server.unpipe(link.client).pause()
    return { what, release: () => this.#carry(link) }
  }

  close() {
    this.#server.close()
    for (const { client } of this.#links) client.destroy()
  }

  /** @param {net.Socket} client */
  #connect(client) {
    const server = net.connect({ ...this.#target, noDelay: true })
    const link = { client, server, isHanging: true }
    this.#links.add(link)
    for (const [one, other] of [
      [client, server],
      [server, client],
    ]) {
      // Its close follows, and that is acted on.
      one?.on('error', () => undefined)
      one?.once('close', () => other?.destroy())
    }
    client.once('close', () => this.#links.delete(link))
    this.#carry(link)
  }

  /** @param {Link} link */
  #carry(link) {
    link.isHanging = false
    if (link.client.destroyed || link.server.destroyed) return
    link.client.pipe(link.server)
    link.server.pipe(link.client)
  }
}

/** @param {Link} link */
function nameOf({ client }) {
  return `the connection from port ${client.remotePort}`
}
