import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { locatePnpm, pnpmProgram, toolEnvironment } from './pnpm.js'
import { readJson, rootDir } from './repository.js'
import { workspacePackages } from './workspace.js'

const STAMP = join(rootDir, 'node_modules', '.arq-install.json')
const LIMIT_MS = 15 * 60_000

/**
 * @typedef {object} Installed
 * @property {boolean} isOk
 * @property {string} summary
 * @property {string} output
 * @property {NodeJS.ProcessEnv} environment for the tools
 */

/**
 * The environment for the tools, if what the lock file says is installed.
 * @returns {NodeJS.ProcessEnv | undefined}
 */
export function findInstallation() {
  const stamp = readStamp()
  const isThere = stamp?.inputs === hashOfInputs() && existsSync(pnpmProgram(stamp.pnpm))
  return isThere && isComplete() ? toolEnvironment(stamp.pnpm) : undefined
}

/**
 * Installs what the lock file says, unless that was done and nothing has changed since.
 * @param {import('./children.js').Children} children
 * @returns {Promise<Installed>}
 */
export async function install(children) {
  const found = findInstallation()
  if (found) return { isOk: true, summary: 'up to date', output: '', environment: found }
  const pnpm = await locatePnpm(children)
  const environment = toolEnvironment(pnpm)
  const { code, output } = await children.run({
    command: process.execPath,
    args: [pnpmProgram(pnpm), 'install', '--frozen-lockfile'],
    cwd: rootDir,
    // With CI it asks nothing and draws nothing.
    env: { ...environment, CI: 'true' },
    limitMs: LIMIT_MS,
  })
  if (code === 0) writeFileSync(STAMP, JSON.stringify({ inputs: hashOfInputs(), pnpm }))
  return { isOk: code === 0, summary: code === 0 ? 'ok' : 'failed', output, environment }
}

/** Everything that decides what an installation looks like. */
function hashOfInputs() {
  // Not Node's version: nothing is compiled, and any of ours can use what another one installed.
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  const folders = ['.', ...workspacePackages().map(({ folder }) => folder)]
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...folders.map((folder) => join(folder, 'package.json')),
  ]
  for (const file of files) {
    const path = join(rootDir, file)
    hash.update(`\0${file}\0`).update(existsSync(path) ? readFileSync(path) : '')
  }
  return hash.digest('hex')
}

/** Whether no package lost its node_modules since: `git clean` in one folder is enough. */
function isComplete() {
  return workspacePackages().every(({ dir }) => {
    const { dependencies, devDependencies } = readJson(join(dir, 'package.json'))
    const hasAny = Object.keys({ ...dependencies, ...devDependencies }).length > 0
    return !hasAny || existsSync(join(dir, 'node_modules'))
  })
}

/** @returns {{ inputs: string, pnpm: string } | undefined} */
function readStamp() {
  return existsSync(STAMP) ? readJson(STAMP) : undefined
}
