import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { findBinary } from './find-binary.js'
import { heartbeat } from './heartbeat.js'
import { pythonFolder } from './services-folder.js'

/**
 * A Python 3 that can make environments of its own, or undefined. Debian's comes without what that takes.
 * @returns {string | undefined}
 */
export function findPython() {
  const python = findBinary(['python3', '/opt/homebrew/bin/python3', '/usr/local/bin/python3'])
  const isWhole = python && spawnSync(python, ['-c', 'import venv, ensurepip']).status === 0
  return isWhole ? python : undefined
}

/**
 * The Python of an environment that has this package, made if need be: once per repository. It appears under its name
 * only when it is complete, so two processes may make the same one, and one that dies leaves no half.
 * @param {{ name: string, version: string }} wanted of PyPI, or of the index that pip is set to
 * @param {import('./contract.d.ts').Log} log
 * @returns {Promise<string>}
 */
export async function pythonWith({ name, version }, log) {
  const folder = join(pythonFolder, `${name}-${version}`)
  if (!existsSync(folder)) await makeEnvironment(folder, `${name}==${version}`, log)
  return pythonOf(folder)
}

/** @param {string} folder */
const pythonOf = (folder) => join(folder, 'bin', 'python')

/**
 * @param {string} folder
 * @param {string} requirement
 * @param {import('./contract.d.ts').Log} log
 */
async function makeEnvironment(folder, requirement, log) {
  const python = findPython()
  if (!python) throw new Error('there is no Python 3 with venv and pip')
  mkdirSync(pythonFolder, { recursive: true })
  const draft = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}.draft`
  log(`getting ${requirement} with pip, once: 10 to 60 s, up to 150 MB on disk`)
  const stopHeartbeat = heartbeat(requirement, log)
  try {
    await run(python, ['-m', 'venv', draft])
    await run(pythonOf(draft), ['-m', 'pip', 'install', '--quiet', requirement])
    if (!existsSync(folder)) renameSync(draft, folder)
  } finally {
    stopHeartbeat()
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve()
      const last = output.trim().split('\n').slice(-5).join('\n')
      reject(new Error(`${command} ${args.join(' ')} failed (exit ${code}):\n${last}`))
    })
  })
}
