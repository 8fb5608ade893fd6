import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { debianMirror, librariesIn, runGetter } from './debian-program.js'
import { findBinary } from './find-binary.js'
import { freePorts } from './free-ports.js'
import { mariadb, PrivateMariaDB } from './mariadb.js'
import { MissingService } from './missing-service.js'
import { probeMariaDB } from './probe-mariadb.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { rootsFolder } from './services-folder.js'
import { sweepStaleServers } from './stale-servers.js'

const TITLE = 'MySQL'
/** The only Debian release that has it; which version, changes. */
const SUITE = 'sid'
const READY_WITHIN_MS = 60_000
const INSTALL_WITHIN_MS = 120_000

/** @typedef {import('./contract.d.ts').Log} Log */

/** @type {typeof import('./contract.d.ts').createMySQL} */
export async function createMySQL({ dataDir, settings = {}, log = () => undefined } = {}) {
  const root = await rootOfMySQL(log)
  sweepStaleServers(log)

  const [port] = await freePorts(1)
  const url = `mysql://root@127.0.0.1:${port}/arq`
  const record = new ServerRecord({ name: mariadb.name, url, dataDir })
  const data = join(record.dataDir, 'data')
  const program = [
    ...['--library-path', librariesIn(root).join(':'), join(root, 'usr/sbin/mysqld')],
    // Must come first: otherwise the files in /etc have a say.
    ...['--no-defaults', ...asOneself(), `--basedir=${join(root, 'usr')}`, `--datadir=${data}`],
    ...[`--lc-messages-dir=${join(root, 'usr/share/mysql')}`, '--secure-file-priv='],
    `--character-sets-dir=${join(root, 'usr/share/mysql/charsets')}`,
    `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
  ]
  const command = join(root, 'loader')
  if (!existsSync(join(data, 'mysql'))) {
    const options = { cwd: record.dataDir, timeout: INSTALL_WITHIN_MS }
    await promisify(execFile)(command, [...program, '--initialize-insecure'], options)
    await writeFile(join(data, 'first.sql'), 'create database if not exists arq;\n')
  }
  const options = {
    // A crash of the server loses nothing by it, only one of the machine would.
    ...{ 'innodb-flush-log-at-trx-commit': '2', 'innodb-buffer-pool-size': '64M' },
    ...settings,
  }
  const main = new ServerProcess({
    title: TITLE,
    command,
    args: [
      ...[...program, `--port=${port}`, '--bind-address=127.0.0.1', '--socket=arq.sock'],
      // Makes the database that the URL names.
      ...['--mysqlx=OFF', `--init-file=${join(data, 'first.sql')}`],
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ],
    cwd: record.dataDir,
    env: process.env,
    output: 'mysql.log',
    isReady: async () => (await probeMariaDB(url)) !== undefined,
    readyWithinMs: READY_WITHIN_MS,
  })
  return new PrivateMariaDB({ title: TITLE, access: { url }, record, main, log })
}

/** As root it does not start unless it is told to stay so. */
const asOneself = () => (process.getuid?.() === 0 ? ['--user=root'] : [])

/**
 * A folder with the program and its libraries, from Debian. Got once.
 * @param {Log} log
 */
async function rootOfMySQL(log) {
  const folder = join(process.env['ARQ_MYSQL_ROOTS'] || rootsFolder, `mysql-${SUITE}`)
  if (!existsSync(folder)) {
    if (!findBinary(['/usr/bin/apt-get'])) throw missing('it comes from Debian, by apt-get')
    const mirror = debianMirror()
    log(`getting ${TITLE} of Debian ${SUITE}, once: 10 to 40 s, 60 MB to load, 300 MB on disk`)
    const args = [folder, SUITE, mirror]
    const { code, lastLine } = await runGetter('get-mysql.sh', args, { title: TITLE, log })
    if (code !== 0) throw missing(`apt-get got none from ${mirror} (${lastLine})`)
  }
  return join(folder, 'root')
}

/** @param {string} obstacle */
const missing = (obstacle) =>
  new MissingService({
    name: mariadb.name,
    title: TITLE,
    howToInstall: obstacle,
    environment: { url: 'ARQ_TEST_MYSQL_URL' },
  })
