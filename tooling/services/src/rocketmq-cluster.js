import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { ClusterPart } from './cluster-part.js'
import { brokerArguments, nameServerArguments } from './rocketmq-arguments.js'
import { addressList, brokerFiles, nameServerFiles, partEnvironment } from './rocketmq-files.js'
import { announce, brokersOf, createTopicOn, routeOf } from './rocketmq-requests.js'
import { ServerProcess } from './server-process.js'
import { until } from './until.js'

const READY_WITHIN_MS = 90_000
/** A broker waits for its threads one after the other. */
const STOP_WITHIN_MS = 30_000

/** @typedef {import('./contract.d.ts').RocketMQServer} RocketMQServer */
/** @typedef {import('./rocketmq-files.js').ClusterPlan} ClusterPlan */
/** @typedef {import('./rocketmq-files.js').PartPlan} PartPlan */

/**
 * A cluster of our own.
 * @implements {RocketMQServer}
 */
export class RocketMQCluster {
  #plan
  #jars
  #record
  #log
  #nameServers
  #brokers
  #killOnExit = () => this.#parts().forEach((part) => part.signal('SIGKILL'))

  /**
   * @param {object} parts
   * @param {ClusterPlan} parts.plan
   * @param {import('./contract.d.ts').RocketMQJars} parts.jars
   * @param {import('./server-record.js').ServerRecord} parts.record
   * @param {import('./contract.d.ts').Log} parts.log
   */
  constructor({ plan, jars, record, log }) {
    this.#plan = plan
    this.#jars = jars
    this.#record = record
    this.#log = log
    this.#nameServers = plan.nameServers.map((part) => this.#nameServer(part))
    this.#brokers = plan.brokers.map((part) => this.#broker(part))
  }

  get version() {
    return this.#plan.version
  }

  get url() {
    return addressList(this.#plan.nameServers)
  }

  get nameServerAddress() {
    return this.url
  }

  get nameServers() {
    return atLeastOne(this.#nameServers)
  }

  get brokers() {
    return atLeastOne(this.#brokers)
  }

  get credentials() {
    return this.#plan.credentials
  }

  get tls() {
    return this.#plan.tls
  }

  get pid() {
    return this.brokers[0].pid
  }

  async start() {
    if (this.#parts().every(({ pid }) => pid !== undefined)) return
    const startedAt = performance.now()
    process.off('exit', this.#killOnExit).once('exit', this.#killOnExit)
    try {
      await Promise.all(this.#parts().map((part) => part.start()))
      await this.#settled()
    } catch (error) {
      await this.kill()
      throw error
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    this.#log(`RocketMQ ${this.version} answers on ${this.url} after ${seconds} s`)
  }

  async stop() {
    // Brokers say goodbye to the name servers.
    await Promise.all(this.#brokers.map((broker) => broker.stop()))
    await Promise.all(this.#nameServers.map((nameServer) => nameServer.stop()))
    process.off('exit', this.#killOnExit)
  }

  async kill() {
    await Promise.all(this.#parts().map((part) => part.kill()))
    process.off('exit', this.#killOnExit)
  }

  async restart() {
    await this.kill()
    await this.start()
  }

  async dispose() {
    // Data that are deleted anyway need no orderly end, which takes a broker up to 17 s.
    await (this.#record.isDataDirOurs ? this.kill() : this.stop())
    this.#record.remove()
  }

  release() {
    process.off('exit', this.#killOnExit)
    this.#record.release()
  }

  /** @type {RocketMQServer['createTopic']} */
  async createTopic(name, options = {}) {
    const addresses = running(this.#brokers)
    for (const address of addresses) await createTopicOn(address, name, options, this.#plan)
    await until(() => this.#everyNameServer((server) => routeOf(server, name, this.#plan)), {
      what: `a route of topic ${name}`,
      withinMs: READY_WITHIN_MS,
    })
  }

  /** Resolves when every running name server knows every running broker. */
  async #settled() {
    await until(
      async () => {
        await Promise.all(running(this.#brokers).map((broker) => announce(broker, this.#plan)))
        return this.#everyNameServer((server) => brokersOf(server, this.#plan))
      },
      { what: 'the name servers to know the brokers', withinMs: READY_WITHIN_MS },
    )
  }

  /**
   * Whether every running name server answers with every running broker.
   * @param {(nameServer: string) => Promise<string[] | undefined>} brokersKnownTo
   */
  async #everyNameServer(brokersKnownTo) {
    const answers = await Promise.all(running(this.#nameServers).map(brokersKnownTo))
    return running(this.#brokers).every((broker) =>
      answers.every((known) => known?.includes(broker)),
    )
  }

  #parts() {
    return [...this.#nameServers, ...this.#brokers]
  }

  /** @param {PartPlan} part */
  #nameServer(part) {
    const address = addressList([part])
    return this.#part(part, {
      title: 'name server',
      args: nameServerArguments(part, this.#plan, this.#jars.classPath),
      files: nameServerFiles(part),
      isReady: async () => (await brokersOf(address, this.#plan)) !== undefined,
    })
  }

  /** @param {PartPlan} part */
  #broker(part) {
    const address = addressList([part])
    return this.#part(part, {
      title: 'broker',
      args: brokerArguments(part, this.#plan, this.#jars.classPath),
      files: brokerFiles(part, this.#plan),
      isReady: () => announce(address, this.#plan),
    })
  }

  /**
   * @param {PartPlan} part
   * @param {{ title: string, args: string[], files: Record<string, string>, isReady: () => Promise<boolean> }} details
   */
  #part(part, { title, args, files, isReady }) {
    const serverProcess = new ServerProcess({
      title: `RocketMQ's ${title}`,
      command: this.#jars.java,
      args,
      cwd: part.folder,
      env: partEnvironment(part),
      output: 'output.log',
      isReady,
      readyWithinMs: READY_WITHIN_MS,
      stopWithinMs: STOP_WITHIN_MS,
    })
    return new ClusterPart({
      name: part.name,
      address: addressList([part]),
      process: serverProcess,
      prepare: () => writeFiles(part.folder, files),
      onChange: () => this.#record.setProcesses(this.#parts().flatMap(({ pid }) => pid ?? [])),
      settled: () => this.#settled(),
    })
  }
}

/** @param {readonly ClusterPart[]} parts */
function running(parts) {
  return parts.filter(({ pid }) => pid !== undefined).map(({ address }) => address)
}

/**
 * @param {string} folder
 * @param {Record<string, string>} files
 */
function writeFiles(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/**
 * @template T
 * @param {readonly T[]} list
 * @returns {readonly [T, ...T[]]}
 */
function atLeastOne([first, ...rest]) {
  if (first === undefined) throw new Error('a cluster has one name server and one broker at least')
  return [first, ...rest]
}
