import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { askRedis } from './ask-redis.js'
import { freePorts, isFree } from './free-ports.js'
import { RedisGroup } from './redis-group.js'
import { RedisPart } from './redis-part.js'
import { clientTls } from './redis-process.js'
import { ServerRecord } from './server-record.js'
import { createTlsFiles } from './tls-files.js'

const SLOTS = 16384
/** Redis's own distance between the port for clients and the one for the other nodes. */
const BUS_PORT = 10_000

/** @typedef {{ id: string, port: number, masterId: string | undefined, slots: string }} NodePlan */

/** @typedef {import('./contract.d.ts').RedisClusterServer} RedisClusterServer */

/**
 * Nodes of Redis that form one cluster.
 * @implements {RedisClusterServer}
 */
class RedisCluster extends RedisGroup {
  /** @type {import('./contract.d.ts').RocketMQTls | undefined} */
  tls

  get nodes() {
    return this.parts
  }

  get urls() {
    return this.parts.map(({ url }) => url)
  }
}

/**
 * @param {import('./contract.d.ts').RedisClusterOptions & { installation: import('./redis-installation.js').RedisInstallation, log: import('./contract.d.ts').Log }} options
 * @returns {Promise<RedisCluster>}
 */
export async function planRedisCluster(options) {
  const { masters = 3, replicas = 1, installation, dataDir, settings = {}, log } = options
  const ports = await clusterPorts(masters * (replicas + 1))
  const plans = nodePlans(ports, masters)
  const record = new ServerRecord({ name: 'redis', url: `redis://127.0.0.1:${ports[0]}`, dataDir })
  const tls = options.tls ? await createTlsFiles(join(record.dataDir, 'tls')) : undefined
  const cluster = new RedisCluster({
    title: `${installation.title} Cluster`,
    record,
    log,
    makeParts: (group) =>
      plans.map((plan) => {
        const folder = join(record.dataDir, String(plan.port))
        return new RedisPart(
          {
            ...{ name: plan.id, installation, dataDir: folder, port: plan.port, tls },
            settings: { ...CLUSTER_SETTINGS, ...(tls && CLUSTER_TLS), ...settings },
          },
          { ...group, prepare: () => writeNodes(folder, plan, plans) },
        )
      }),
    isSettled: async () => {
      const running = cluster.nodes.filter(({ pid }) => pid !== undefined)
      const ready = running.map(({ url }) => isNodeReady(url, clientTls(tls)))
      return (await Promise.all(ready)).every(Boolean)
    },
  })
  cluster.tls = tls
  return cluster
}

const CLUSTER_SETTINGS = {
  'cluster-enabled': 'yes',
  'cluster-config-file': 'nodes.conf',
  'cluster-node-timeout': '2000',
  'cluster-replica-validity-factor': '0',
  // A replica that has not synced yet when its master is killed is never elected.
  'repl-diskless-sync-delay': '0',
}
const CLUSTER_TLS = { 'tls-cluster': 'yes', 'tls-replication': 'yes' }

/**
 * @param {readonly number[]} ports
 * @param {number} masters
 * @returns {NodePlan[]}
 */
function nodePlans(ports, masters) {
  const ids = ports.map(() => randomBytes(20).toString('hex'))
  return ports.map((port, index) => {
    const isMaster = index < masters
    const first = Math.floor((SLOTS * index) / masters)
    const last = Math.floor((SLOTS * (index + 1)) / masters) - 1
    return {
      id: ids[index] ?? '',
      port,
      masterId: isMaster ? undefined : ids[index % masters],
      slots: isMaster ? ` ${first}-${last}` : '',
    }
  })
}

/**
 * What a node remembers of its cluster. Written before its first start, so that the nodes need not be introduced to
 * each other, which takes seconds; from then on it is the node's own.
 * @param {string} folder
 * @param {NodePlan} self
 * @param {readonly NodePlan[]} plans
 */
function writeNodes(folder, self, plans) {
  const file = join(folder, 'nodes.conf')
  if (existsSync(file)) return
  mkdirSync(folder, { recursive: true })
  const lines = plans.map(({ id, port, masterId, slots }, index) => {
    const flags = `${id === self.id ? 'myself,' : ''}${masterId ? 'slave' : 'master'}`
    const address = `127.0.0.1:${port}@${port + BUS_PORT}`
    const epoch = masterId ? 0 : index + 1
    return `${id} ${address} ${flags} ${masterId ?? '-'} 0 0 ${epoch} connected${slots}`
  })
  writeFileSync(file, `${lines.join('\n')}\nvars currentEpoch ${plans.length} lastVoteEpoch 0\n`)
}

/**
 * @param {string} url
 * @param {ReturnType<typeof clientTls>} tls
 */
async function isNodeReady(url, tls) {
  const [cluster, replication] = await Promise.all([
    askRedis(url, 'CLUSTER INFO', tls),
    askRedis(url, 'INFO replication', tls),
  ])
  if (!cluster?.includes('cluster_state:ok') || !replication) return false
  return replication.includes('role:master') || replication.includes('master_link_status:up')
}

/**
 * Ports whose ports for the other nodes are free, too.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
async function clusterPorts(count) {
  /** @type {number[]} */
  const found = []
  while (found.length < count) {
    for (const port of await freePorts(count - found.length)) {
      if (!found.includes(port) && (await isFree(port + BUS_PORT))) found.push(port)
    }
  }
  return found
}
