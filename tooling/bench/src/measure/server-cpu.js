import { postgresCpuMicros, serverCpuMicros } from './process-cpu.js'

/**
 * @typedef {object} ServerMicros
 * @property {number} redisCpuMicros
 * @property {number} brokerCpuMicros
 * @property {number} [postgresqlCpuMicros]
 */

/**
 * CPU time of RabbitMQ, Redis and PostgreSQL between two moments. It holds whatever else they did meanwhile:
 * only servers that serve nobody but the bench give figures to quote.
 */
export class ServerCpu {
  #pids
  #before = { redis: Number.NaN, broker: Number.NaN, postgresql: Number.NaN }

  /** @param {import('../contract.d.ts').ServerPids | undefined} pids absent: nothing is told */
  constructor({ redis, broker, postgresql } = {}) {
    this.#pids = { redis, broker, postgresql }
  }

  start() {
    this.#before = this.#read()
  }

  /**
   * @param {number} jobs done since the start
   * @returns {ServerMicros} per job; NaN where it cannot be told, PostgreSQL's only where it is used
   */
  stop(jobs) {
    const { redis, broker, postgresql } = this.#read()
    return {
      redisCpuMicros: (redis - this.#before.redis) / jobs,
      brokerCpuMicros: (broker - this.#before.broker) / jobs,
      ...(this.#pids.postgresql !== undefined && {
        postgresqlCpuMicros: (postgresql - this.#before.postgresql) / jobs,
      }),
    }
  }

  #read() {
    const { redis, broker, postgresql } = this.#pids
    return {
      redis: serverCpuMicros(redis, 'redis'),
      broker: serverCpuMicros(broker, 'broker'),
      postgresql: postgresCpuMicros(postgresql),
    }
  }
}
