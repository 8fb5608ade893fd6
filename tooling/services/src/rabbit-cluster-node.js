import { ClusterPart } from './cluster-part.js'
import { rabbitAccess } from './rabbit-processes.js'

/** @typedef {import('./contract.d.ts').RabbitNode} RabbitNode */

/**
 * One node of a RabbitMQ cluster.
 * @implements {RabbitNode}
 */
export class RabbitClusterNode extends ClusterPart {
  /**
   * @param {import('./rabbit-files.js').RabbitNodePlan} plan
   * @param {Omit<ConstructorParameters<typeof ClusterPart>[0], 'name' | 'address' | 'prepare'>} parts
   */
  constructor(plan, parts) {
    const { url, managementUrl } = rabbitAccess(plan.ports)
    const { host } = new URL(url)
    super({ ...parts, name: plan.name, address: host, prepare: () => undefined })
    this.url = url
    this.managementUrl = managementUrl
  }
}
