import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { debianMirror, librariesIn, runGetter } from './debian-program.js'
import { findBinary } from './find-binary.js'
import { MissingService } from './missing-service.js'
import { REDIS_VERSIONS } from './redis-version.js'
import { rootsFolder } from './services-folder.js'

const BINARIES = ['redis-server', '/opt/homebrew/bin/redis-server', '/usr/local/bin/redis-server']

/** @typedef {import('./contract.d.ts').RedisVersion} RedisVersion */
/** @typedef {import('./contract.d.ts').Log} Log */

/**
 * The program, and what goes before Redis's own arguments.
 * @typedef {object} RedisInstallation
 * @property {string} title for people
 * @property {string} command
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} [env]
 */

/** The program of this machine, if it has Redis. */
export const findRedis = () => findBinary(BINARIES)

/**
 * Another version: a folder with the program and its libraries, from the Debian release that has it. Got once, 3 to 15 s
 * and 35 MB. Rejects with {@link MissingService} where it cannot be had.
 * @param {RedisVersion} version
 * @param {Log} log
 * @returns {Promise<RedisInstallation>}
 */
export async function redisOfDebian(version, log) {
  const folder = join(process.env['ARQ_REDIS_ROOTS'] || rootsFolder, version)
  if (!existsSync(folder)) await getRedis(folder, version, log)
  const root = join(folder, 'root')
  const libraries = librariesIn(root)
  return {
    title: REDIS_VERSIONS[version].title,
    // The loader of that release: this machine's may be older than the program asks for.
    command: join(root, 'loader'),
    args: ['--library-path', libraries.join(':'), join(root, 'usr/bin/redis-server')],
    // Redis 6 of Debian loads parts of its Lua by name.
    env: { LUA_CPATH: libraries.map((folder) => `${folder}/lua/5.1/?.so`).join(';') },
  }
}

/**
 * @param {string} folder
 * @param {RedisVersion} version
 * @param {Log} log
 */
async function getRedis(folder, version, log) {
  const { title, suite, packages } = REDIS_VERSIONS[version]
  if (!findBinary(['/usr/bin/apt-get'])) throw missing(version, 'it comes from Debian, by apt-get')
  const mirror = debianMirror()
  log(`getting ${title} of Debian ${suite}, once: 3 to 15 s, 35 MB on disk`)
  const args = [folder, version, suite, mirror, ...packages]
  const { code, lastLine } = await runGetter('get-redis.sh', args, { title, log })
  if (code === 0) return
  throw missing(version, `apt-get got none from ${mirror} (${lastLine}); set ARQ_DEBIAN_MIRROR`)
}

/**
 * @param {RedisVersion} version
 * @param {string} obstacle
 */
function missing(version, obstacle) {
  return new MissingService({
    name: 'redis',
    title: REDIS_VERSIONS[version].title,
    howToInstall: obstacle,
    // No server's URL: tests want servers of their own. A folder that has such programs already.
    environment: { url: 'ARQ_REDIS_ROOTS' },
  })
}
