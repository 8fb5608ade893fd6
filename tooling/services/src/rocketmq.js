import { join } from 'node:path'

import { findJava } from './find-java.js'
import { freePortRow } from './free-ports.js'
import { probeRocketMQ } from './probe-rocketmq.js'
import { RocketMQCluster } from './rocketmq-cluster.js'
import { addressList } from './rocketmq-files.js'
import { rocketMQJars } from './rocketmq-jars.js'
import { rocketMQNames } from './rocketmq-names.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'
import { createTlsFiles } from './tls-files.js'

/** Two below its own port a broker listens for urgent requests, one above it for replicas. */
const PORTS_PER_BROKER = 4
const BROKER_PORT_OFFSET = 2

/** RocketMQ 4 wants more than six characters of each. */
const CREDENTIALS = { accessKey: 'arq-admin', secretKey: 'arq-secret' }

/** @type {import('./contract.d.ts').ServiceKind} */
export const rocketMQ = {
  ...rocketMQNames,
  standard: { url: '127.0.0.1:9876' },
  isOnlyOnRequest: true,
  // A JDK, not a JRE: tests compile a small peer with it.
  debianPackages: ['default-jdk-headless'],
  probe: probeRocketMQ,
  findBinary: () => findJava(),
  create: createRocketMQ,
}

/** @type {typeof import('./contract.d.ts').createRocketMQ} */
export async function createRocketMQ(options = {}) {
  const { version = '5.3.3', dataDir, log = () => undefined } = options
  const jars = await rocketMQJars(version, log)
  sweepStaleServers(log)

  const { nameServers, brokers } = await portsFor(options)
  const url = addressList(nameServers.map((port) => ({ port })))
  const record = new ServerRecord({ name: rocketMQ.name, url, dataDir })
  const tls = options.tls ? await createTlsFiles(join(record.dataDir, 'tls')) : undefined
  /** @type {(name: string, port: number) => import('./rocketmq-files.js').PartPlan} */
  const part = (name, port) => ({ name, port, folder: join(record.dataDir, name) })
  const plan = {
    version,
    nameServers: nameServers.map((port, index) => part(`name-server-${index + 1}`, port)),
    brokers: brokers.map((port, index) => part(`broker-${'ab'.charAt(index)}`, port)),
    credentials: options.acl ? CREDENTIALS : undefined,
    tls,
    binaryHeader: options.binaryHeader ?? false,
    brokerConfig: options.brokerConfig ?? {},
  }
  return new RocketMQCluster({ plan, jars, record, log })
}

/**
 * @param {import('./contract.d.ts').RocketMQOptions} options
 * @returns {Promise<{ nameServers: number[], brokers: number[] }>}
 */
async function portsFor({ nameServers = 1, brokers = 1 }) {
  const first = await freePortRow(brokers * PORTS_PER_BROKER + nameServers)
  const firstNameServer = first + brokers * PORTS_PER_BROKER
  return {
    nameServers: Array.from({ length: nameServers }, (_, index) => firstNameServer + index),
    brokers: Array.from(
      { length: brokers },
      (_, index) => first + index * PORTS_PER_BROKER + BROKER_PORT_OFFSET,
    ),
  }
}
