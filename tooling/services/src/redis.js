import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeRedis } from './probe-redis.js'
import { planRedisCluster } from './redis-cluster.js'
import { findRedis, redisOfDebian } from './redis-installation.js'
import { OUTPUT, redisProcess } from './redis-process.js'
import { planRedisSentinel } from './redis-sentinel.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'
import { createTlsFiles } from './tls-files.js'

/** Its marks: `#` is a warning. */
const FAULT = /^\d+:\w .*? # /

/** It reads its whole file before it answers: seconds for each 100,000 records. */
const FILE_READ_WITHIN_MS = 180_000

/** @type {import('./contract.d.ts').ServiceKind} */
export const redis = {
  name: 'redis',
  title: 'Redis',
  howToInstall: 'install redis-server (apt-get install redis-server, brew install redis)',
  environment: { url: 'ARQ_TEST_REDIS_URL' },
  standard: { url: 'redis://127.0.0.1:6379' },
  debianPackages: ['redis-server'],
  container: {
    image: 'redis:7',
    ports: [{ part: 'url', inside: 6379, url: 'redis://127.0.0.1:{port}' }],
    command: ['redis-server', '--save', '', '--appendonly', 'no'],
  },
  log: { file: OUTPUT, faultsIn: (text) => text.split('\n').filter((line) => FAULT.test(line)) },
  probe: probeRedis,
  findBinary: findRedis,
  create: createRedis,
}

/** @typedef {import('./contract.d.ts').RedisServer} RedisServer */
/** @typedef {import('./contract.d.ts').RedisVersion} RedisVersion */

/**
 * A Redis that can be frozen, which is how a hanging server looks from outside.
 * @implements {RedisServer}
 */
class PrivateRedis extends PrivateServer {
  /** @type {import('./contract.d.ts').RocketMQTls | undefined} */
  tls

  pause() {
    this.signal('SIGSTOP')
  }

  resume() {
    this.signal('SIGCONT')
  }
}

/** @type {typeof import('./contract.d.ts').createRedis} */
export async function createRedis(options = {}) {
  const { dataDir, appendFsync, version, settings = {}, log = () => undefined } = options
  const installation = await installationOf(version, log)
  sweepStaleServers(log)

  const [port = 0] = await freePorts(1)
  const url = `redis${options.tls ? 's' : ''}://127.0.0.1:${port}`
  const record = new ServerRecord({ name: redis.name, url, dataDir })
  const tls = options.tls ? await createTlsFiles(record.dataDir) : undefined
  const main = redisProcess({
    installation,
    dataDir: record.dataDir,
    port,
    tls,
    settings: {
      appendonly: appendFsync ? 'yes' : 'no',
      ...(appendFsync && { appendfsync: appendFsync }),
      ...settings,
    },
    ...(appendFsync && { readyWithinMs: FILE_READ_WITHIN_MS }),
  })
  const server = new PrivateRedis({
    title: installation.title,
    access: { url },
    record,
    main,
    log,
  })
  server.tls = tls
  return server
}

/** @type {typeof import('./contract.d.ts').createRedisCluster} */
export async function createRedisCluster(options = {}) {
  const { version, log = () => undefined } = options
  const installation = await installationOf(version, log)
  sweepStaleServers(log)
  return planRedisCluster({ ...options, installation, log })
}

/** @type {typeof import('./contract.d.ts').createRedisSentinel} */
export async function createRedisSentinel(options = {}) {
  const { version, log = () => undefined } = options
  const installation = await installationOf(version, log)
  sweepStaleServers(log)
  return planRedisSentinel({ ...options, installation, log })
}

/**
 * @param {RedisVersion | undefined} version
 * @param {import('./contract.d.ts').Log} log
 * @returns {Promise<import('./redis-installation.js').RedisInstallation>}
 */
async function installationOf(version, log) {
  if (version) return redisOfDebian(version, log)
  const command = redis.findBinary()
  if (!command) throw new MissingService(redis)
  return { title: redis.title, command, args: [] }
}
