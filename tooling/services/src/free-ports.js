import { randomInt } from 'node:crypto'
import net from 'node:net'

// Below every system's ephemeral range (Linux starts at 32768). A port that the kernel gives for
// "port 0" lies inside it: while a server is down for a fault test, any outgoing connection could
// take its port, and a client that reconnects could even end up connected to itself.
const FIRST = 10_240
const LAST = 30_000
const MOST_TRIES = 200

/**
 * Different ports of the loopback address that nobody listens on.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  /** @type {Set<number>} */
  const ports = new Set()
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries === MOST_TRIES) throw new Error(`no ${count} free ports in ${FIRST}–${LAST}`)
    const port = randomInt(FIRST, LAST)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  return [...ports]
}

/**
 * Ports of the loopback address in one row that nobody listens on.
 * @param {number} count
 * @returns {Promise<number>} the first of them
 */
export async function freePortRow(count) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const first = randomInt(FIRST, LAST - count)
    const row = Array.from({ length: count }, (_, index) => isFree(first + index))
    if ((await Promise.all(row)).every(Boolean)) return first
  }
  throw new Error(`no ${count} free ports in a row in ${FIRST}–${LAST}`)
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true))
    })
  })
}
