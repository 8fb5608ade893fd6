import { setTimeout as wait } from 'node:timers/promises'

import { beginRefusing, endRefusing } from './redis-admin.js'

/** @typedef {import('../contract.d.ts').PlannedFault} PlannedFault */
/** @typedef {import('../contract.d.ts').FaultKind} FaultKind */

const ALARM = ['set_vm_memory_high_watermark', '0.000001']
const NO_ALARM = ['set_vm_memory_high_watermark', '0.6']

/**
 * Performs the faults of a plan, each at its time, and witnesses what was hit and when it was over.
 */
export class FaultInjector {
  #parts
  /** Faults of one server come one after the other: one that finds another under way is left out. */
  #busy = new Set()
  count = 0

  /**
   * @param {object} parts
   * @param {import('../servers.js').ChaosServers} parts.servers
   * @param {import('../processes/crew.js').Crew} parts.workers
   * @param {import('../processes/crew.js').Crew} parts.clients
   * @param {import('../processes/crew.js').Crew | undefined} parts.relays
   * @param {import('../witness.js').Witness} parts.witness
   * @param {AbortSignal} parts.signal
   */
  constructor(parts) {
    this.#parts = parts
  }

  /**
   * Resolves when the last one is over, with everything running again. Rejects when it is told to
   * end, and then nothing is under way any more either.
   * @param {readonly PlannedFault[]} plan
   * @param {number} beginsAt
   */
  async run(plan, beginsAt) {
    /** @type {Promise<void>[]} */
    const underWay = []
    try {
      for (const fault of plan) {
        await this.#wait(beginsAt + fault.atMs - Date.now())
        underWay.push(this.#perform(fault))
      }
    } finally {
      await Promise.allSettled(underWay)
    }
    await Promise.all(underWay)
  }

  /** @param {number} ms */
  async #wait(ms) {
    await wait(Math.max(0, ms), undefined, { signal: this.#parts.signal })
  }

  /** @param {PlannedFault} fault */
  async #perform(fault) {
    const { kind } = fault
    const server = SERVER_OF[kind]
    if (server !== undefined) {
      if (this.#busy.has(server)) return
      this.#busy.add(server)
    }
    const at = Date.now()
    try {
      const what = await this.#hit(fault)
      if (what === undefined) return
      this.count += 1
      this.#parts.witness.say({ event: 'fault', at, until: Date.now(), kind, what })
    } finally {
      if (server !== undefined) this.#busy.delete(server)
    }
  }

  /**
   * @param {PlannedFault} fault
   * @returns {Promise<string | undefined>} what was hit; undefined: nothing was there
   */
  async #hit(fault) {
    const { kind, lastsMs, target } = fault
    const { servers, workers, clients, relays, signal } = this.#parts
    switch (kind) {
      case 'kill':
        return workers.hit('SIGKILL', fault)
      case 'term':
        return workers.hit('SIGTERM', fault)
      case 'pause':
        return workers.pause(fault, signal)
      case 'client-kill':
        return clients.hit('SIGKILL', fault)
      case 'client-term':
        return clients.hit('SIGTERM', fault)
      case 'client-pause':
        return clients.pause(fault, signal)
      case 'relay-kill':
        return relays?.hit('SIGKILL', fault)
      case 'cut':
        return servers.rabbit.proxy.cut(target)
      case 'hang':
        return this.#hang(servers.rabbit.proxy, fault)
      case 'close':
        return this.#closeConnection(target)
      case 'redis-cut':
        return servers.redis?.proxy.cut(target)
      case 'redis-hang':
        return servers.redis && this.#hang(servers.redis.proxy, fault)
      case 'postgresql-cut':
        return servers.postgres?.proxy.cut(target)
      case 'postgresql-hang':
        return servers.postgres && this.#hang(servers.postgres.proxy, fault)
    }
    const change = changeOf(kind, servers)
    return change && this.#during(lastsMs, change)
  }

  /**
   * @param {number} lastsMs
   * @param {Change} change
   */
  async #during(lastsMs, { what, begin, end }) {
    await begin()
    await this.#wait(lastsMs)
    await end()
    return what
  }

  /**
   * @param {import('./faulty-proxy.js').FaultyProxy} proxy
   * @param {PlannedFault} fault
   */
  async #hang(proxy, { target, lastsMs }) {
    const held = proxy.hang(target)
    if (!held) return undefined
    await this.#wait(lastsMs)
    held.release()
    return held.what
  }

  /** As an operator does. @param {number} target */
  async #closeConnection(target) {
    const { api } = this.#parts.servers
    const names = await api.connections().catch(() => [])
    const name = names[Math.floor(target * names.length)]
    if (name !== undefined) await api.closeConnection(name).catch(() => undefined)
    return name
  }
}

/**
 * What a server is for a while.
 * @typedef {object} Change
 * @property {string} what
 * @property {() => unknown} begin
 * @property {() => unknown} end
 */

/**
 * @param {FaultKind} kind of a server
 * @param {import('../servers.js').ChaosServers} servers
 * @returns {Change | undefined} undefined: the run has no such server
 */
function changeOf(kind, servers) {
  const rabbit = servers.rabbit.server
  const redis = servers.redis?.server
  const postgres = servers.postgres?.server
  switch (kind) {
    case 'broker':
      return {
        what: 'RabbitMQ stopped',
        begin: () => rabbit.stop(),
        end: () => rabbit.start(),
      }
    case 'broker-kill':
      return { what: 'RabbitMQ killed', begin: () => rabbit.kill(), end: () => rabbit.start() }
    case 'broker-pause':
      return { what: 'RabbitMQ frozen', begin: () => rabbit.pause(), end: () => rabbit.resume() }
    case 'block':
      return {
        what: 'RabbitMQ short of memory',
        begin: () => rabbit.ctl(...ALARM),
        end: () => rabbit.ctl(...NO_ALARM),
      }
    case 'redis':
      return redis && killed('Redis', redis)
    case 'freeze':
      return redis && frozen('Redis', redis)
    case 'readonly':
    case 'oom':
      return (
        redis && {
          what: `Redis refused writes (${kind})`,
          begin: () => beginRefusing(redis.url, kind),
          end: () => endRefusing(redis.url, kind),
        }
      )
    case 'postgresql':
      return postgres && killed('PostgreSQL', postgres)
    case 'postgresql-freeze':
      return postgres && frozen('PostgreSQL', postgres)
    default:
      return undefined
  }
}

/**
 * @param {string} name
 * @param {{ kill: () => unknown, start: () => unknown }} server
 * @returns {Change}
 */
const killed = (name, server) => ({
  what: `${name} killed`,
  begin: () => server.kill(),
  end: () => server.start(),
})

/**
 * @param {string} name
 * @param {{ pause: () => unknown, resume: () => unknown }} server
 * @returns {Change}
 */
const frozen = (name, server) => ({
  what: `${name} frozen`,
  begin: () => server.pause(),
  end: () => server.resume(),
})

/** @type {Partial<Record<FaultKind, 'redis' | 'rabbit' | 'postgres'>>} */
const SERVER_OF = {
  redis: 'redis',
  freeze: 'redis',
  readonly: 'redis',
  oom: 'redis',
  broker: 'rabbit',
  'broker-kill': 'rabbit',
  'broker-pause': 'rabbit',
  block: 'rabbit',
  postgresql: 'postgres',
  'postgresql-freeze': 'postgres',
}
