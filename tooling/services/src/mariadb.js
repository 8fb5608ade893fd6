import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { findBinary } from './find-binary.js'
import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeMariaDB } from './probe-mariadb.js'
import { areThreadsStopped } from './process-threads.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'
import { until } from './until.js'

const READY_WITHIN_MS = 30_000
const INSTALL_WITHIN_MS = 60_000
const THREADS_STOP_WITHIN_MS = 10_000

/** @type {import('./contract.d.ts').ServiceKind} */
export const mariadb = {
  name: 'mariadb',
  title: 'MariaDB',
  howToInstall: 'install its server (apt-get install mariadb-server, brew install mariadb)',
  environment: { url: 'ARQ_TEST_MARIADB_URL' },
  standard: { url: 'mariadb://root@127.0.0.1:3306/test' },
  isOnlyOnRequest: true,
  debianPackages: ['mariadb-server'],
  probe: probeMariaDB,
  findBinary: () => findPrograms()?.server,
  create: createMariaDB,
}

/** @typedef {import('./contract.d.ts').MariaDBServer} MariaDBServer */

/**
 * A MariaDB or MySQL that can be frozen.
 * @implements {MariaDBServer}
 */
export class PrivateMariaDB extends PrivateServer {
  async pause() {
    const { pid } = this
    if (pid === undefined) return
    this.signal('SIGSTOP')
    await until(async () => areThreadsStopped(pid), {
      what: 'the threads of the database to stop',
      withinMs: THREADS_STOP_WITHIN_MS,
    })
  }

  resume() {
    this.signal('SIGCONT')
  }
}

/** @type {typeof import('./contract.d.ts').createMariaDB} */
export async function createMariaDB({ dataDir, settings = {}, log = () => undefined } = {}) {
  const programs = findPrograms()
  if (!programs) throw new MissingService(mariadb)
  sweepStaleServers(log)

  const [port] = await freePorts(1)
  const url = `mariadb://root@127.0.0.1:${port}/arq`
  const record = new ServerRecord({ name: mariadb.name, url, dataDir })
  const data = await createData(programs, record.dataDir)
  const options = {
    // A crash of the server loses nothing by it, only one of the machine would.
    ...{ 'innodb-flush-log-at-trx-commit': '2', 'innodb-buffer-pool-size': '64M' },
    ...settings,
  }
  const main = new ServerProcess({
    title: mariadb.title,
    command: programs.server,
    args: [
      // Must come first: otherwise the files in /etc have a say.
      ...['--no-defaults', ...asOneself(), `--datadir=${data}`, `--port=${port}`],
      ...['--bind-address=127.0.0.1', '--socket=arq.sock', '--skip-name-resolve'],
      // Makes the database that the URL names.
      `--init-file=${join(data, 'first.sql')}`,
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ],
    cwd: record.dataDir,
    env: process.env,
    output: 'mariadb.log',
    isReady: async () => (await probeMariaDB(url)) !== undefined,
    readyWithinMs: READY_WITHIN_MS,
  })
  return new PrivateMariaDB({ title: mariadb.title, access: { url }, record, main, log })
}

/** @returns {{ server: string, install: string } | undefined} */
function findPrograms() {
  const server = findBinary(['mariadbd', '/usr/sbin/mariadbd', '/opt/homebrew/bin/mariadbd'])
  const install = findBinary(['mariadb-install-db', '/opt/homebrew/bin/mariadb-install-db'])
  return server && install ? { server, install } : undefined
}

/** As root it does not start unless it is told to stay so; a folder of ours could not be passed by another user. */
const asOneself = () => (process.getuid?.() === 0 ? ['--user=root'] : [])

/**
 * A fresh data folder, unless it is there already; its user `root` needs no password.
 * @param {{ install: string }} programs
 * @param {string} folder
 * @returns {Promise<string>} where it is
 */
async function createData({ install }, folder) {
  const data = join(folder, 'data')
  if (existsSync(join(data, 'mysql'))) return data
  const args = ['--no-defaults', ...asOneself(), `--datadir=${data}`]
  const rights = ['--auth-root-authentication-method=normal', '--skip-test-db']
  await promisify(execFile)(install, [...args, ...rights], {
    cwd: folder,
    timeout: INSTALL_WITHIN_MS,
  })
  await writeFile(join(data, 'first.sql'), 'create database if not exists arq;\n')
  return data
}
