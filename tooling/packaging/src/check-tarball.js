import { readFile } from 'node:fs/promises'

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { problemKindInfo } from '@arethetypeswrong/core/problems'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

import { entriesOf } from './repository.js'
import { contentProblems } from './tarball-contents.js'

/**
 * The ways of resolving that our packages do not serve, as in attw's own profile `esm-only`: they
 * are ES modules alone. Node 20.19 and later can `require` those (proven after the installation,
 * see load.js), which attw does not know; `node10` cannot read `exports`.
 */
const NOT_SERVED = ['node10', 'node16-cjs']

/**
 * What publint, attw and our own eyes have against a packed package.
 * @param {import('./repository.js').PublishedPackage} published
 * @param {string} tarball path
 * @returns {Promise<string[]>}
 */
export async function tarballProblems({ manifest }, tarball) {
  const bytes = await readFile(tarball)
  const data = new Uint8Array(bytes)
  const archive = createPackageFromTarballData(data)
  const lint = await publint({ pack: { tarball: data.buffer }, strict: true })
  const hasTypes = entriesOf(manifest).length > 0
  return [
    ...lint.messages.map((message) => `publint: ${formatMessage(message, lint.pkg)}`),
    ...(hasTypes ? await typeProblems(archive) : []),
    ...contentProblems(filesOf(archive)),
  ]
}

/** @param {import('@arethetypeswrong/core').Package} archive */
function filesOf(archive) {
  const prefix = `/node_modules/${archive.packageName}/`
  return new Map(
    archive.listFiles().map((path) => [path.slice(prefix.length), archive.readFile(path)]),
  )
}

/** @param {import('@arethetypeswrong/core').Package} archive */
async function typeProblems(archive) {
  const result = await checkPackage(archive)
  if (!result.types) return ['attw: the package has no types']
  return result.problems
    .filter(
      (problem) => !('resolutionKind' in problem && NOT_SERVED.includes(problem.resolutionKind)),
    )
    .map((problem) => {
      const where =
        'entrypoint' in problem ? ` at ${problem.entrypoint} (${problem.resolutionKind})` : ''
      return `attw: ${problemKindInfo[problem.kind].title}${where}`
    })
}
