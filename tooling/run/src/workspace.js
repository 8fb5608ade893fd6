import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

import { readJson, rootDir } from './repository.js'

/** The folders of pnpm-workspace.yaml. */
const GROUPS = ['packages', 'apps', 'tooling']

/** Services that integration tests need unless their package.json says otherwise (`arq.services`). */
const DEFAULT_SERVICES = ['rabbitmq', 'redis']

/**
 * @typedef {object} WorkspacePackage
 * @property {string} name
 * @property {string} group `packages`, `apps` or `tooling`
 * @property {string} folder relative to the root, with `/`
 * @property {string} dir absolute
 * @property {readonly string[]} services which servers its integration tests need
 * @property {readonly string[]} [fullServices] which servers its tests of `npm run test:full` need besides (`arq.fullServices`)
 */

/**
 * Every package of the workspace.
 * @param {string} [root]
 * @returns {WorkspacePackage[]}
 */
export function workspacePackages(root = rootDir) {
  return GROUPS.flatMap((group) =>
    namesIn(join(root, group))
      .map((name) => ({ group, folder: `${group}/${name}`, dir: join(root, group, name) }))
      .filter(({ dir }) => existsSync(join(dir, 'package.json')))
      .map((place) => {
        const { name, arq } = readJson(join(place.dir, 'package.json'))
        const { services = DEFAULT_SERVICES, fullServices = [] } = arq ?? {}
        return { ...place, name, services, fullServices }
      }),
  )
}

/**
 * The packages that a person means by `@arq/core`, `core` or `packages/core`.
 * @param {readonly WorkspacePackage[]} packages
 * @param {readonly string[]} filters none: all packages
 */
export function choosePackages(packages, filters) {
  if (filters.length === 0) return [...packages]
  return filters.flatMap((filter) => {
    const wanted = filter.replace(/\/$/, '')
    const chosen = packages.filter(
      ({ name, folder }) => name === wanted || folder === wanted || basename(folder) === wanted,
    )
    if (chosen.length > 0) return chosen
    const known = packages.map(({ name }) => name).join(', ')
    throw new Error(`no package is called ${filter}: there are ${known}`)
  })
}

/** @param {string} folder */
function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}
