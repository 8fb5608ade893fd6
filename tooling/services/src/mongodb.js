import { join } from 'node:path'

import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeMongoDB } from './probe-mongodb.js'
import { findPython, pythonWith } from './python-venv.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'
import { createTlsFiles } from './tls-files.js'

const READY_WITHIN_MS = 60_000

/**
 * MongoDB itself is in no registry. This one speaks its protocol over MongoDB's own storage engine, and says that it is
 * MongoDB 8.2. It is a beta version, slow, and under the GPL: a process of its own that tests start, never a dependency.
 */
const SECANTUS = { name: 'SecantusDB', version: '0.7.0b3' }

// Its own command names the folder that it was installed in, which has moved since.
const START = 'import sys; from secantus.cli import main; sys.exit(main())'

/** @type {import('./contract.d.ts').ServiceKind} */
export const mongoDB = {
  name: 'mongodb',
  title: 'MongoDB',
  howToInstall:
    'install Python 3 with venv (apt-get install python3-venv), by which SecantusDB is got',
  environment: { url: 'ARQ_TEST_MONGODB_URL' },
  standard: { url: 'mongodb://127.0.0.1:27017/?directConnection=true' },
  isOnlyOnRequest: true,
  debianPackages: ['python3-venv'],
  probe: probeMongoDB,
  findBinary: findPython,
  create: createMongoDB,
}

/** @typedef {import('./contract.d.ts').MongoDBServer} MongoDBServer */

/**
 * A MongoDB that can be frozen.
 * @implements {MongoDBServer}
 */
class PrivateMongoDB extends PrivateServer {
  /** @type {import('./contract.d.ts').RocketMQTls | undefined} */
  tls

  pause() {
    this.signal('SIGSTOP')
  }

  resume() {
    this.signal('SIGCONT')
  }
}

/** @type {typeof import('./contract.d.ts').createMongoDB} */
export async function createMongoDB(options = {}) {
  const { dataDir, isStandalone = false, needsLogin = false, log = () => undefined } = options
  if (!findPython()) throw new MissingService(mongoDB)
  const python = await pythonWith(SECANTUS, log)
  sweepStaleServers(log)

  const [port] = await freePorts(1)
  // Its one member tells its own address, which need not be reachable.
  const url = `mongodb://127.0.0.1:${port}/?directConnection=true`
  const record = new ServerRecord({ name: mongoDB.name, url, dataDir })
  const tls = options.tls ? await createTlsFiles(join(record.dataDir, 'tls')) : undefined
  const main = new ServerProcess({
    title: mongoDB.title,
    command: python,
    args: [
      ...['-c', START, '--host', '127.0.0.1', '--port', String(port)],
      ...['--storage-path', join(record.dataDir, 'data'), '--cache-size', '128M'],
      // What it has answered is kept.
      ...['--sync-on-commit', '--log-level', 'WARNING'],
      ...(isStandalone ? ['--standalone'] : []),
      ...(needsLogin ? ['--auth'] : []),
      ...(tls ? ['--tls-cert-file', tls.certPath, '--tls-key-file', tls.keyPath] : []),
    ],
    cwd: record.dataDir,
    env: process.env,
    output: 'mongodb.log',
    isReady: async () => (await probeMongoDB(url, tls?.ca)) !== undefined,
    readyWithinMs: READY_WITHIN_MS,
  })
  const server = new PrivateMongoDB({ title: mongoDB.title, access: { url }, record, main, log })
  server.tls = tls
  return server
}
