import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

import { heartbeat } from './heartbeat.js'

const APT_GET = '/usr/bin/apt-get'

// Another apt may be at work (unattended upgrades, a second clone): wait for it, up to this long.
const LOCK_TIMEOUT_S = 300

/** One apt at a time in this process: two of them would only wait for each other's lock. */
let lastInstall = Promise.resolve(true)

/**
 * Whether `apt-get install` can work here, else the reason in words.
 * @returns {{ possible: true } | { possible: false, reason: string }}
 */
export function debianAvailability() {
  if (!existsSync(APT_GET)) return { possible: false, reason: 'this is no Debian' }
  if (process.getuid?.() !== 0) return { possible: false, reason: 'apt-get needs root' }
  return { possible: true }
}

/**
 * Installs Debian packages. Resolves with false, after a line that says why, when apt fails.
 * @param {readonly string[]} packages
 * @param {import('./contract.d.ts').Log} log
 * @returns {Promise<boolean>}
 */
export function installDebianPackages(packages, log) {
  const install = async () => {
    // A stale or missing package list makes the install fail, so it is refreshed first; but an old
    // list is often good enough, so a failed refresh alone is no reason to give up.
    await aptGet(['update'], log)
    const names = packages.join(' ')
    log(`installing ${names} with apt-get`)
    return aptGet(['install', '-y', '--no-install-recommends', ...packages], log)
  }
  lastInstall = lastInstall.then(install)
  return lastInstall
}

/**
 * @param {readonly string[]} args
 * @param {import('./contract.d.ts').Log} log
 * @returns {Promise<boolean>}
 */
async function aptGet(args, log) {
  const what = `apt-get ${args[0]}`
  const stopHeartbeat = heartbeat(what, log)
  const { code, output } = await run([`-oDPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`, '-q', ...args])
  stopHeartbeat()
  if (code !== 0) log(`${what} failed (exit ${code}):\n${lastLines(output, 15)}`)
  return code === 0
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(APT_GET, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    })
    let output = ''
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
