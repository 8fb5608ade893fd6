import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { findBinary } from './find-binary.js'
import { heartbeat } from './heartbeat.js'
import { MissingService } from './missing-service.js'
import { REDIS_VERSIONS } from './redis-version.js'
import { rootsFolder } from './services-folder.js'

const SCRIPT = fileURLToPath(new URL('get-redis.sh', import.meta.url))
const DEBIAN = 'http://deb.debian.org/debian'
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
  const libraries = ['lib', 'usr/lib'].flatMap((place) => {
    const names = existsSync(join(root, place)) ? readdirSync(join(root, place)) : []
    return names
      .filter((name) => name.includes('-linux-gnu'))
      .map((name) => join(root, place, name))
  })
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
  const mirror = process.env['ARQ_DEBIAN_MIRROR'] || DEBIAN
  log(`getting ${title} of Debian ${suite}, once: 3 to 15 s, 35 MB on disk`)
  const { code, lastLine } = await runScript(
    [folder, version, suite, mirror, ...packages],
    title,
    log,
  )
  if (code === 0) return
  throw missing(version, `apt-get got none from ${mirror} (${lastLine}); set ARQ_DEBIAN_MIRROR`)
}

/**
 * @param {readonly string[]} args
 * @param {string} title
 * @param {Log} log
 * @returns {Promise<{ code: number | null, lastLine: string }>}
 */
async function runScript(args, title, log) {
  let lastLine = 'it said nothing'
  const stopHeartbeat = heartbeat(() => `${title}, ${lastLine}`, log)
  const child = spawn('sh', [SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      if (line.trim()) lastLine = line.trim()
    })
  }
  /** @type {number | null} */
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      lastLine = error.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  stopHeartbeat()
  return { code, lastLine }
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
