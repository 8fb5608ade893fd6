import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

import { printWithNpx } from './npx.js'
import { readJson, rootDir } from './repository.js'
import { withFirstOnPath } from './search-path.js'

/** The version that the root package.json pins. */
function pinnedPnpm() {
  const [name, version] = String(readJson(join(rootDir, 'package.json')).packageManager).split('@')
  if (name !== 'pnpm' || !version) throw new Error('package.json pins no pnpm in packageManager')
  return version
}

/**
 * The folder with the pinned pnpm's command; npx fetches it where it is not there yet. Turbo calls
 * pnpm too, so it has to be on the PATH: a person need not have it.
 * @param {import('./children.js').Children} children
 * @returns {Promise<string>}
 */
export async function locatePnpm(children) {
  const output = await printWithNpx(`pnpm@${pinnedPnpm()}`, 'process.env.PATH', children)
  const folder = output
    .split('\n')
    .flatMap((line) => line.trim().split(delimiter))
    .find((entry) => entry.includes('_npx') && existsSync(pnpmProgram(entry)))
  if (!folder) throw new Error(`npx did not bring pnpm:\n${output}`)
  return folder
}

/**
 * The file to run with Node.
 * @param {string} binFolder
 */
export function pnpmProgram(binFolder) {
  return join(dirname(binFolder), 'pnpm', 'bin', 'pnpm.cjs')
}

/**
 * This process's environment, with pnpm on the PATH and without what would disturb tools.
 * @param {string} pnpmFolder
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(pnpmFolder) {
  const environment = withFirstOnPath(process.env, pnpmFolder)
  // Set when a Node test runs us: a test runner that sees it writes in another format.
  delete environment['NODE_TEST_CONTEXT']
  return { ...environment, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
}
