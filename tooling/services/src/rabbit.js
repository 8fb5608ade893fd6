import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeAmqp } from './probe-amqp.js'
import { RabbitCluster } from './rabbit-cluster.js'
import { rabbitFaults } from './rabbit-faults.js'
import { writeRabbitFiles } from './rabbit-files.js'
import { findRabbitBinaries, installedRabbit, rootedRabbit } from './rabbit-installation.js'
import { epmdProcess, nodeProcess, rabbitAccess, runRabbitCtl } from './rabbit-processes.js'
import { chosenRabbitVersion } from './rabbit-version.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'

const PORTS_PER_NODE = 3

/** A name that resolves to loopback everywhere, whatever the machine is called. */
const NODE_NAME = 'arq@localhost'

/** @type {import('./contract.d.ts').ServiceKind} */
export const rabbit = {
  name: 'rabbitmq',
  title: 'RabbitMQ',
  howToInstall: 'install rabbitmq-server (apt-get install rabbitmq-server, brew install rabbitmq)',
  environment: {
    url: 'ARQ_TEST_RABBITMQ_URL',
    managementUrl: 'ARQ_TEST_RABBITMQ_MANAGEMENT_URL',
  },
  standard: {
    url: 'amqp://guest:guest@127.0.0.1:5672',
    managementUrl: 'http://guest:guest@127.0.0.1:15672',
  },
  debianPackages: ['rabbitmq-server'],
  container: {
    image: 'rabbitmq:4-management',
    ports: [
      { part: 'url', inside: 5672, url: 'amqp://guest:guest@127.0.0.1:{port}' },
      { part: 'managementUrl', inside: 15672, url: 'http://guest:guest@127.0.0.1:{port}' },
    ],
  },
  log: { file: `log/${NODE_NAME}.log`, faultsIn: rabbitFaults },
  probe: probeAmqp,
  findBinary: () => findRabbitBinaries()?.server,
  create: createRabbit,
}

/** @typedef {import('./contract.d.ts').PrivateRabbitServer} PrivateRabbitServer */
/** @typedef {import('./rabbit-processes.js').RabbitAccess} RabbitAccess */

/**
 * One node of its own, which can be frozen and told what an operator tells it.
 * @extends {PrivateServer<RabbitAccess>}
 * @implements {PrivateRabbitServer}
 */
class PrivateRabbit extends PrivateServer {
  #ctl

  /** @param {PrivateRabbitParts} parts */
  constructor({ ctl, ...parts }) {
    super(parts)
    this.#ctl = ctl
  }

  /** @param {readonly string[]} args */
  ctl(...args) {
    return this.#ctl(args)
  }

  pause() {
    this.signal('SIGSTOP')
  }

  resume() {
    this.signal('SIGCONT')
  }
}

/**
 * @typedef {ConstructorParameters<typeof PrivateServer<RabbitAccess>>[0] &
 *   { readonly ctl: (args: readonly string[]) => Promise<string> }} PrivateRabbitParts
 */

/** @type {typeof import('./contract.d.ts').createRabbit} */
export async function createRabbit(options = {}) {
  const { version, dataDir, settings, plugins, log = () => undefined } = options
  const installation = await chooseRabbit(version, log)
  sweepStaleServers(log)

  const [epmdPort = 0, ...nodePorts] = await freePorts(1 + PORTS_PER_NODE)
  const ports = rabbitPorts(epmdPort, nodePorts)
  const access = rabbitAccess(ports)
  const record = new ServerRecord({ name: rabbit.name, ...access, dataDir })
  const plan = { name: NODE_NAME, ports, dataDir: record.dataDir, settings, plugins }
  writeRabbitFiles(plan)
  return new PrivateRabbit({
    ctl: (args) => runRabbitCtl(plan, installation, args),
    title: installation.title,
    access,
    record,
    main: nodeProcess(plan, installation),
    helpers: [epmdProcess(plan, installation)],
    log,
  })
}

/** @type {typeof import('./contract.d.ts').createRabbitCluster} */
export async function createRabbitCluster(options = {}) {
  const { version, nodes: count = 3, dataDir, settings, plugins, log = () => undefined } = options
  const installation = await chooseRabbit(version, log)
  sweepStaleServers(log)

  const [epmdPort = 0, ...nodePorts] = await freePorts(1 + count * PORTS_PER_NODE)
  const names = Array.from({ length: count }, (_, index) => `arq${index + 1}@localhost`)
  const cluster = { names, cookie: randomBytes(16).toString('hex') }
  const portsOf = (/** @type {number} */ index) =>
    rabbitPorts(epmdPort, nodePorts.slice(index * PORTS_PER_NODE))
  const record = new ServerRecord({ name: rabbit.name, ...rabbitAccess(portsOf(0)), dataDir })
  const plans = names.map((name, index) => ({
    name,
    ports: portsOf(index),
    dataDir: join(record.dataDir, `node-${index + 1}`),
    settings,
    plugins,
    cluster,
  }))
  plans.forEach(writeRabbitFiles)
  return new RabbitCluster({ plans, installation, record, log })
}

/**
 * @param {import('./contract.d.ts').RabbitVersion | undefined} version
 * @param {import('./contract.d.ts').Log} log
 */
async function chooseRabbit(version = chosenRabbitVersion(), log) {
  const installation = version ? await rootedRabbit(version, log) : installedRabbit()
  if (!installation) throw new MissingService(rabbit)
  return installation
}

/**
 * @param {number} epmd
 * @param {readonly number[]} others
 * @returns {import('./rabbit-files.js').RabbitPorts}
 */
function rabbitPorts(epmd, [amqp = 0, management = 0, distribution = 0]) {
  return { amqp, management, distribution, epmd }
}
