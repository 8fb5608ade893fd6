import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { debianAvailability, installDebianPackages } from './debian.js'
import { findBinary } from './find-binary.js'
import { heartbeat } from './heartbeat.js'
import { MissingService } from './missing-service.js'
import { RABBIT_VERSIONS } from './rabbit-version.js'
import { rootsFolder } from './services-folder.js'

const SCRIPT = fileURLToPath(new URL('get-rabbit-root.sh', import.meta.url))
const DEBIAN = 'http://deb.debian.org/debian'
const PACKAGES = ['debootstrap', 'debian-archive-keyring', 'gpgv']
// debootstrap is no program of an ordinary user, whose PATH may lack its folder.
const DEBOOTSTRAP = ['/usr/sbin/debootstrap', 'debootstrap']

/** @typedef {import('./contract.d.ts').RabbitVersion} RabbitVersion */
/** @typedef {import('./contract.d.ts').Log} Log */

/**
 * The folder of a root file system with that RabbitMQ, got if need be: once per repository, by one
 * process at a time. Rejects with {@link MissingService} where it cannot be got, and with an error
 * that says why where it could not be run.
 * @param {RabbitVersion} version
 * @param {Log} log
 * @returns {Promise<string>}
 */
export async function rabbitRoot(version, log) {
  const root = join(process.env['ARQ_RABBITMQ_ROOTS'] || rootsFolder, `rabbitmq-${version}`)
  const obstacle = chrootObstacle()
  if (obstacle) {
    throw new Error(`RabbitMQ ${version} is run in a root file system of its own: ${obstacle}`)
  }
  if (!existsSync(root)) await getRoot(root, version, log)
  return root
}

/**
 * Why programs cannot be run in a root file system here, with the way out.
 * @returns {string | undefined}
 */
function chrootObstacle() {
  if (process.platform !== 'linux') return `that needs Linux, and this is ${process.platform}`
  const user = process.getuid?.()
  if (user !== 0) return `that needs root, and this is user ${user}: run it as root`
  if (spawnSync('sh', ['-c', 'unshare --mount true']).status === 0) return undefined
  return 'that needs mounts, which are not allowed here: run a container with --privileged'
}

/**
 * @param {string} root
 * @param {RabbitVersion} version
 * @param {Log} log
 */
async function getRoot(root, version, log) {
  if (!findBinary(DEBOOTSTRAP)) await installDebootstrap(version, log)
  const { suite } = RABBIT_VERSIONS[version]
  const mirror = process.env['ARQ_DEBIAN_MIRROR'] || DEBIAN
  log(
    `getting RabbitMQ ${version} with the Debian it comes in (${suite}), once: 30 to 100 s, 300 MB on disk`,
  )
  const { code, lastLine } = await runScript([root, version, suite, mirror], version, log)
  if (code === 0) return
  throw missing(
    version,
    `debootstrap got none from ${mirror} (${lastLine}); set ARQ_DEBIAN_MIRROR to another mirror`,
  )
}

/**
 * @param {RabbitVersion} version
 * @param {Log} log
 */
async function installDebootstrap(version, log) {
  const debian = debianAvailability()
  if (!debian.possible) {
    throw missing(version, `it needs debootstrap, which is not installed, and ${debian.reason}`)
  }
  if (await installDebianPackages(PACKAGES, log)) return
  throw missing(version, 'it needs debootstrap, which apt-get could not install (see above)')
}

/**
 * @param {readonly string[]} args
 * @param {RabbitVersion} version
 * @param {Log} log
 * @returns {Promise<{ code: number | null, lastLine: string }>}
 */
async function runScript(args, version, log) {
  let lastLine = 'it said nothing'
  const stopHeartbeat = heartbeat(() => `RabbitMQ ${version}, ${withoutMark(lastLine)}`, log)
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
  return { code, lastLine: withoutMark(lastLine) }
}

/**
 * Without the `I:`, `W:`, `E:` that debootstrap begins its lines with.
 * @param {string} line
 */
function withoutMark(line) {
  return line.replace(/^[IWE]: /, '')
}

/**
 * @param {RabbitVersion} version
 * @param {string} obstacle
 */
function missing(version, obstacle) {
  return new MissingService({
    name: 'rabbitmq',
    title: `RabbitMQ ${version}`,
    howToInstall: obstacle,
    // No server's URL: tests want servers of their own. A folder that has such roots already.
    environment: { url: 'ARQ_RABBITMQ_ROOTS' },
  })
}
