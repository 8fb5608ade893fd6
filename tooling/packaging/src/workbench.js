import { readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { installProject } from './consumer-project.js'
import { pack } from './pack.js'
import { findPnpm, npm } from './package-managers.js'
import { publishedPackages } from './repository.js'

/**
 * A folder with tarballs of all packages, and projects that install them.
 * @typedef {object} Workbench
 * @property {string} folder
 * @property {ReadonlyMap<string, string>} tarballs by name of package
 * @property {string} shared a project of pnpm's with all of them. It hoists nothing, so that each
 *   package finds what its own package.json names and nothing else
 * @property {(name: string) => Promise<string>} installByNpm one alone, or all in one project; gives
 *   the project
 * @property {(name: string) => Promise<string>} installByPnpm
 * @property {() => Promise<void>} close deletes everything
 */

/**
 * @param {{ isTogether: boolean }} how whether npm installs all packages in one project, which takes
 *   less than one each
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench({ isTogether }) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'arq-packaging-')))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const pnpm = await findPnpm()
    const tarballs = await pack(publishedPackages(), pnpm, join(folder, 'tarballs'))
    const shared = join(folder, 'pnpm')
    const parts = { names: [...tarballs.keys()], tarballs, vendors: namedInExamples() }
    await installProject(shared, parts, pnpm)
    /** @type {(manager: import('./package-managers.js').PackageManager) => (name: string) => Promise<string>} */
    const alone = (manager) => async (name) => {
      const project = join(folder, `${manager.name}-${basename(name)}`)
      await installProject(project, { names: [name], tarballs }, manager)
      return project
    }
    const withAll = isTogether ? join(folder, 'npm') : undefined
    if (withAll) await installProject(withAll, parts, npm)
    const installByNpm = withAll ? async () => withAll : alone(npm)
    return { folder, tarballs, shared, installByNpm, installByPnpm: alone(pnpm), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Programs in READMEs write schemas with valibot, as core does, and make the web servers that kits are for; the catalog has
 * one version for all.
 */
function namedInExamples() {
  const root = join(import.meta.dirname, '..', '..', '..')
  const homes = {
    valibot: join(root, 'tooling', 'packaging'),
    fastify: join(root, 'packages', 'fastify'),
    '@nestjs/common': join(root, 'packages', 'nestjs'),
    '@nestjs/core': join(root, 'packages', 'nestjs'),
    pg: join(root, 'packages', 'outbox'),
    '@types/pg': join(root, 'packages', 'outbox'),
  }
  return Object.fromEntries(
    Object.entries(homes).map(([name, home]) => {
      const file = join(home, 'node_modules', name, 'package.json')
      return [name, String(JSON.parse(readFileSync(file, 'utf8')).version)]
    }),
  )
}
