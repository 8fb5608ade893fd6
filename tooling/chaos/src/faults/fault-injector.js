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
    const { servers, workers, clients, signal } = this.#parts
    const { redis, rabbit, rabbitProxy, redisProxy } = servers
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
      case 'cut':
        return rabbitProxy.cut(target)
      case 'hang':
        return this.#hang(rabbitProxy, fault)
      case 'close':
        return this.#closeConnection(target)
      case 'broker':
        return this.#during(lastsMs, 'RabbitMQ stopped', {
          begin: () => rabbit.stop(),
          end: () => rabbit.start(),
        })
      case 'broker-kill':
        return this.#during(lastsMs, 'RabbitMQ killed', {
          begin: () => rabbit.kill(),
          end: () => rabbit.start(),
        })
      case 'broker-pause':
        return this.#during(lastsMs, 'RabbitMQ frozen', {
          begin: () => rabbit.pause(),
          end: () => rabbit.resume(),
        })
      case 'block':
        return this.#during(lastsMs, 'RabbitMQ short of memory', {
          begin: () => rabbit.ctl(...ALARM),
          end: () => rabbit.ctl(...NO_ALARM),
        })
      case 'redis':
        return this.#during(lastsMs, 'Redis killed', {
          begin: () => redis.kill(),
          end: () => redis.start(),
        })
      case 'freeze':
        return this.#during(lastsMs, 'Redis frozen', {
          begin: () => redis.pause(),
          end: () => redis.resume(),
        })
      case 'readonly':
      case 'oom':
        return this.#during(lastsMs, `Redis refused writes (${kind})`, {
          begin: () => beginRefusing(redis.url, kind),
          end: () => endRefusing(redis.url, kind),
        })
      case 'redis-cut':
        return redisProxy.cut(target)
      case 'redis-hang':
        return this.#hang(redisProxy, fault)
    }
  }

  /**
   * @param {number} lastsMs
   * @param {string} what
   * @param {Readonly<Record<'begin' | 'end', () => unknown>>} change
   */
  async #during(lastsMs, what, { begin, end }) {
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

/** @type {Partial<Record<FaultKind, 'redis' | 'rabbit'>>} */
const SERVER_OF = {
  redis: 'redis',
  freeze: 'redis',
  readonly: 'redis',
  oom: 'redis',
  broker: 'rabbit',
  'broker-kill': 'rabbit',
  'broker-pause': 'rabbit',
  block: 'rabbit',
}
