import { findBinary } from './find-binary.js'
import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeRedis } from './probe-redis.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'

const BINARIES = ['redis-server', '/opt/homebrew/bin/redis-server', '/usr/local/bin/redis-server']
const OUTPUT = 'redis.log'

/** Its marks: `#` is a warning. */
const FAULT = /^\d+:\w .*? # /

const READY_WITHIN_MS = 15_000
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
  findBinary: () => findBinary(BINARIES),
  create: createRedis,
}

/** @typedef {import('./contract.d.ts').RedisServer} RedisServer */

/**
 * A Redis that can be frozen, which is how a hanging server looks from outside.
 * @implements {RedisServer}
 */
class PrivateRedis extends PrivateServer {
  pause() {
    this.signal('SIGSTOP')
  }

  resume() {
    this.signal('SIGCONT')
  }
}

/** @type {typeof import('./contract.d.ts').createRedis} */
export async function createRedis({ dataDir, appendFsync, log = () => undefined } = {}) {
  const command = redis.findBinary()
  if (!command) throw new MissingService(redis)
  sweepStaleServers(log)

  const [port] = await freePorts(1)
  const url = `redis://127.0.0.1:${port}`
  const record = new ServerRecord({ name: redis.name, url, dataDir })
  const main = new ServerProcess({
    title: redis.title,
    command,
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', record.dataDir],
      ...['--save', '', '--appendonly', appendFsync ? 'yes' : 'no'],
      ...(appendFsync ? ['--appendfsync', appendFsync] : []),
    ],
    cwd: record.dataDir,
    env: process.env,
    output: OUTPUT,
    isReady: async () => (await probeRedis(url)) !== undefined,
    readyWithinMs: appendFsync ? FILE_READ_WITHIN_MS : READY_WITHIN_MS,
  })
  return new PrivateRedis({ title: redis.title, access: { url }, record, main, log })
}
