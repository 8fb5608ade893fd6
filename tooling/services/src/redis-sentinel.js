import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { askRedis } from './ask-redis.js'
import { freePorts } from './free-ports.js'
import { RedisGroup } from './redis-group.js'
import { RedisPart } from './redis-part.js'
import { ServerRecord } from './server-record.js'
import { until } from './until.js'

const MASTER_NAME = 'arq'
const QUORUM = 2

/** @typedef {import('./contract.d.ts').RedisSentinelServer} RedisSentinelServer */

/**
 * A Redis with replicas, and sentinels that watch over them.
 * @implements {RedisSentinelServer}
 */
class RedisSentinel extends RedisGroup {
  masterName = MASTER_NAME
  /** @type {number} */
  redisCount = 0

  get nodes() {
    return this.parts.slice(0, this.redisCount)
  }

  get sentinels() {
    return this.parts.slice(this.redisCount)
  }

  /**
   * The sentinels last: what they do not see at their first look, they see ten seconds later.
   * @override
   */
  async start() {
    await Promise.all(this.nodes.map((node) => node.start()))
    await until(() => isReplicated(this.nodes), { what: 'replicas to follow', withinMs: 15_000 })
    await super.start()
  }
}

/**
 * @param {import('./contract.d.ts').RedisSentinelOptions & { installation: import('./redis-installation.js').RedisInstallation, log: import('./contract.d.ts').Log }} options
 * @returns {Promise<RedisSentinel>}
 */
export async function planRedisSentinel(options) {
  const { replicas = 2, sentinels = 3, installation, dataDir, settings = {}, log } = options
  const ports = await freePorts(1 + replicas + sentinels)
  const [masterPort = 0] = ports
  const record = new ServerRecord({
    name: 'redis',
    url: `redis://127.0.0.1:${masterPort}`,
    dataDir,
  })
  const common = (/** @type {number} */ port) => ({
    ...{ name: String(port), installation, port, dataDir: join(record.dataDir, String(port)) },
  })
  const group = new RedisSentinel({
    title: `${installation.title} Sentinel`,
    record,
    log,
    makeParts: (parts) => [
      ...ports.slice(0, replicas + 1).map((port, index) => {
        const following = index === 0 ? {} : { replicaof: `127.0.0.1 ${masterPort}` }
        const all = { 'repl-diskless-sync-delay': '0', ...following, ...settings }
        return new RedisPart({ ...common(port), settings: all }, parts)
      }),
      ...ports.slice(replicas + 1).map((port) => {
        const plan = common(port)
        const configFile = join(plan.dataDir, 'sentinel.conf')
        const prepare = once(() => writeSentinel(configFile, port, masterPort))
        return new RedisPart({ ...plan, configFile }, { ...parts, prepare })
      }),
    ],
    isSettled: () => isSettled(group),
  })
  group.redisCount = replicas + 1
  return group
}

/**
 * @param {string} file which the sentinel rewrites
 * @param {number} port
 * @param {number} masterPort
 */
function writeSentinel(file, port, masterPort) {
  const folder = join(file, '..')
  mkdirSync(folder, { recursive: true })
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', `dir "${folder}"`],
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} ${QUORUM}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
    `sentinel failover-timeout ${MASTER_NAME} 3000`,
    `sentinel parallel-syncs ${MASTER_NAME} 1`,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
}

/** @param {RedisSentinel} group */
async function isSettled(group) {
  const running = (/** @type {readonly RedisPart[]} */ parts) =>
    parts.filter(({ pid }) => pid !== undefined)
  const infos = await Promise.all(
    running(group.sentinels).map(({ url }) => askRedis(url, 'INFO sentinel')),
  )
  return (
    (await isReplicated(running(group.nodes))) &&
    infos.every((info) => {
      const [, status, slaves, sentinels] =
        /name=\w+,status=(\w+),address=[^,]+,slaves=(\d+),sentinels=(\d+)/.exec(info ?? '') ?? []
      return (
        status === 'ok' &&
        Number(slaves) === group.nodes.length - 1 &&
        Number(sentinels) === group.sentinels.length
      )
    })
  )
}

/**
 * Whether one is master, and all others follow it.
 * @param {readonly RedisPart[]} nodes
 */
async function isReplicated(nodes) {
  const infos = await Promise.all(nodes.map(({ url }) => askRedis(url, 'INFO replication')))
  const masters = infos.filter((info) => info?.includes('role:master'))
  const linked = infos.filter((info) => info?.includes('master_link_status:up'))
  return masters.length === 1 && linked.length === infos.length - 1
}

/** @param {() => void} act */
function once(act) {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}
