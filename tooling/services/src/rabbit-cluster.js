import { askManagement } from './ask-management.js'
import { RabbitClusterNode } from './rabbit-cluster-node.js'
import { epmdProcess, nodeProcess } from './rabbit-processes.js'
import { until } from './until.js'

const SETTLED_WITHIN_MS = 90_000

/** @typedef {import('./contract.d.ts').RabbitClusterServer} RabbitClusterServer */
/** @typedef {import('./rabbit-files.js').RabbitNodePlan} RabbitNodePlan */

/**
 * Nodes of RabbitMQ that form one broker.
 * @implements {RabbitClusterServer}
 */
export class RabbitCluster {
  #title
  #epmd
  #nodes
  #record
  #log
  #killOnExit = () => this.#all().forEach((part) => part.signal('SIGKILL'))

  /**
   * @param {object} parts
   * @param {readonly RabbitNodePlan[]} parts.plans
   * @param {import('./rabbit-installation.js').RabbitInstallation} parts.installation
   * @param {import('./server-record.js').ServerRecord} parts.record
   * @param {import('./contract.d.ts').Log} parts.log
   */
  constructor({ plans, installation, record, log }) {
    const [first] = atLeastOne(plans)
    this.#title = installation.title
    this.#epmd = epmdProcess(first, installation)
    this.#nodes = plans.map(
      (plan) =>
        new RabbitClusterNode(plan, {
          process: nodeProcess(plan, installation),
          onChange: () => this.#recordProcesses(),
          settled: () => this.#settled(),
        }),
    )
    this.#record = record
    this.#log = log
  }

  get nodes() {
    return atLeastOne(this.#nodes)
  }

  get urls() {
    return atLeastOne(this.#nodes.map(({ url }) => url))
  }

  get url() {
    return this.nodes[0].url
  }

  get managementUrl() {
    return this.nodes[0].managementUrl
  }

  get pid() {
    return this.nodes[0].pid
  }

  async start() {
    if (this.#nodes.every(({ pid }) => pid !== undefined)) return
    const startedAt = performance.now()
    process.off('exit', this.#killOnExit).once('exit', this.#killOnExit)
    try {
      await this.#epmd.start(() => this.#recordProcesses())
      // At once: a node that was not the last to go waits for that one.
      await Promise.all(this.#nodes.map((node) => node.start()))
      await this.#settled()
    } catch (error) {
      await this.kill()
      throw error
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    this.#log(`${this.#title}, ${this.#nodes.length} nodes, answers after ${seconds} s`)
  }

  async stop() {
    await Promise.all(this.#nodes.map((node) => node.stop()))
    await this.#endEpmd()
  }

  async kill() {
    await Promise.all(this.#nodes.map((node) => node.kill()))
    await this.#endEpmd()
  }

  async restart() {
    await Promise.all(this.#nodes.map((node) => node.stop()))
    await this.start()
  }

  async dispose() {
    await (this.#record.isDataDirOurs ? this.kill() : this.stop())
    this.#record.remove()
  }

  release() {
    process.off('exit', this.#killOnExit)
    this.#record.release()
  }

  /** It keeps nothing on disk, and nodes that run need it only to find each other. */
  async #endEpmd() {
    await this.#epmd.kill()
    process.off('exit', this.#killOnExit)
    this.#recordProcesses()
  }

  /** Resolves when every running node takes every running one for a member that runs. */
  async #settled() {
    await until(
      async () => {
        const running = this.#nodes.filter(({ pid }) => pid !== undefined)
        const answers = await Promise.all(
          running.map(({ managementUrl }) => runningNodes(managementUrl)),
        )
        return answers.every((names) => running.every(({ name }) => names.includes(name)))
      },
      { what: 'the nodes of RabbitMQ to form a cluster', withinMs: SETTLED_WITHIN_MS },
    )
  }

  #all() {
    return [this.#epmd, ...this.#nodes]
  }

  #recordProcesses() {
    this.#record.setProcesses(this.#all().flatMap(({ pid }) => pid ?? []))
  }
}

/**
 * The members that run, as one of them sees it.
 * @param {string} managementUrl
 * @returns {Promise<string[]>}
 */
async function runningNodes(managementUrl) {
  const answer = await askManagement(managementUrl, '/api/nodes')
  const nodes = /** @type {{ name: string, running: boolean }[]} RabbitMQ's HTTP API */ (
    Array.isArray(answer) ? answer : []
  )
  return nodes.filter(({ running }) => running).map(({ name }) => name)
}

/**
 * @template T
 * @param {readonly T[]} list
 * @returns {readonly [T, ...T[]]}
 */
function atLeastOne([first, ...rest]) {
  if (first === undefined) throw new Error('a cluster has one node at least')
  return [first, ...rest]
}
