import { ClusterPart } from './cluster-part.js'
import { redisProcess, redisUrl } from './redis-process.js'

/** @typedef {import('./contract.d.ts').RedisNode} RedisNode */

/**
 * One process of a group of Redis.
 * @implements {RedisNode}
 */
export class RedisPart extends ClusterPart {
  /**
   * @param {import('./redis-process.js').RedisPlan & { name: string }} plan
   * @param {{ onChange: () => void, settled: () => Promise<void>, prepare?: () => void }} parts
   */
  constructor(plan, { onChange, settled, prepare = () => undefined }) {
    const address = `127.0.0.1:${plan.port}`
    super({ name: plan.name, address, process: redisProcess(plan), prepare, onChange, settled })
    this.url = redisUrl(plan)
    this.port = plan.port
  }
}
