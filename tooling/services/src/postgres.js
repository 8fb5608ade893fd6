import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { createPostgresData, findPostgresPrograms, postgresCommand } from './postgres-programs.js'
import { PrivateServer } from './private-server.js'
import { probePostgres } from './probe-postgres.js'
import { childrenOf, isRunning } from './process-children.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'
import { until } from './until.js'

const READY_WITHIN_MS = 30_000
const CHILDREN_END_WITHIN_MS = 10_000
const OUTPUT = 'postgresql.log'

/** An `ERROR` is an answer to a client. */
const FAULT = / (FATAL|PANIC): |terminated by signal/

/** @type {import('./contract.d.ts').ServiceKind} */
export const postgres = {
  name: 'postgresql',
  title: 'PostgreSQL',
  howToInstall: 'install its server (apt-get install postgresql, brew install postgresql)',
  environment: { url: 'ARQ_TEST_POSTGRESQL_URL' },
  standard: { url: 'postgresql://postgres@127.0.0.1:5432/postgres' },
  isOnlyOnRequest: true,
  debianPackages: ['postgresql'],
  log: { file: OUTPUT, faultsIn: (text) => text.split('\n').filter((line) => FAULT.test(line)) },
  probe: probePostgres,
  findBinary: () => findPostgresPrograms()?.server,
  create: createPostgres,
}

/** @typedef {import('./contract.d.ts').PostgresServer} PostgresServer */

/**
 * A crash, and a freeze, take the processes that serve its connections, too.
 * @implements {PostgresServer}
 */
class PrivatePostgres extends PrivateServer {
  /** @override */
  async kill() {
    const children = this.#children()
    await super.kill()
    for (const pid of children) signalIfRunning(pid, 'SIGKILL')
    // It does not start again while one of them still holds the shared memory.
    await until(async () => !children.some(isRunning), {
      what: 'the processes of PostgreSQL to end',
      withinMs: CHILDREN_END_WITHIN_MS,
    })
  }

  /** @override */
  async stop() {
    // It waits for its processes, and they would not notice.
    this.resume()
    await super.stop()
  }

  pause() {
    // The parent first, so that it starts no more of them.
    this.signal('SIGSTOP')
    for (const pid of this.#children()) signalIfRunning(pid, 'SIGSTOP')
  }

  resume() {
    for (const pid of this.#children()) signalIfRunning(pid, 'SIGCONT')
    this.signal('SIGCONT')
  }

  #children() {
    return this.pid === undefined ? [] : childrenOf(this.pid)
  }
}

/** @type {typeof import('./contract.d.ts').createPostgres} */
export async function createPostgres({ dataDir, settings = {}, log = () => undefined } = {}) {
  const programs = findPostgresPrograms()
  if (!programs) throw new MissingService(postgres)
  sweepStaleServers(log)

  const [port] = await freePorts(1)
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
  const record = new ServerRecord({ name: postgres.name, url, dataDir })
  const data = await createPostgresData(programs, record.dataDir)
  const options = {
    ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    // A crash of the server loses nothing by it, only one of the machine would.
    ...{ fsync: 'off', full_page_writes: 'off' },
    ...settings,
  }
  const main = new ServerProcess({
    title: postgres.title,
    ...postgresCommand(programs.server, [
      ...['-D', data, '-p', String(port)],
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]),
    cwd: record.dataDir,
    env: process.env,
    output: OUTPUT,
    isReady: async () => (await probePostgres(url)) !== undefined,
    readyWithinMs: READY_WITHIN_MS,
    // Asked by SIGTERM it would wait for its clients to leave.
    stopSignal: 'SIGINT',
  })
  return new PrivatePostgres({ title: postgres.title, access: { url }, record, main, log })
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalIfRunning(pid, signal) {
  if (isRunning(pid)) process.kill(pid, signal)
}
