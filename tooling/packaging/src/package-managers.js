import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { rootDir } from './repository.js'
import { runCommand } from './run-command.js'

/** Files already downloaded are taken as they are; no script of a dependency is run. */
const INSTALL = ['install', '--prefer-offline', '--ignore-scripts', '--loglevel=error']

/**
 * @typedef {object} PackageManager
 * @property {'npm' | 'pnpm'} name
 * @property {(folder: string) => Promise<unknown>} install what the folder's package.json says
 */

/** @type {PackageManager} */
export const npm = {
  name: 'npm',
  install: (folder) => runCommand('npm', [...INSTALL, '--no-audit', '--no-fund'], folder),
}

/**
 * The pinned pnpm. `npm test` has it on the PATH; otherwise npx brings it.
 * @returns {Promise<PackageManager & { run: (args: readonly string[], folder: string) => Promise<string> }>}
 */
export async function findPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8'))
  const version = await runCommand('pnpm', ['--version'], rootDir).catch(() => '')
  const isPinned = `pnpm@${version.trim()}` === packageManager
  const [command, ...first] = isPinned ? ['pnpm'] : ['npx', '--yes', packageManager]
  /** @type {(args: readonly string[], folder: string) => Promise<string>} */
  const run = (args, folder) => runCommand(command, [...first, ...args], folder)
  return {
    name: 'pnpm',
    run,
    // No hoisting: what a package imports without saying so in its package.json is not found.
    install: (folder) => run([...INSTALL, '--ignore-workspace', '--config.hoist=false'], folder),
  }
}
