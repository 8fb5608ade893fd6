import { posix } from 'node:path'

import { bundledFolders } from './bundled-folders.js'

const MAP_COMMENT = /^\/\/# sourceMappingURL=(\S+)\s*$/m
/** What a made project begins with: tests of its own belong there. */
const TEMPLATES = /^templates\//
const FOREIGN = /(^|\/)(test|tests|node_modules)\/|\.test\.|\.tsbuildinfo$|(^|\/)tsconfig|(^|\/)\./

/**
 * What is wrong with the files of a tarball, whatever they say: licence and README are there, tests
 * are not, what another program than the compiler bundles is, and every source map leads to a file
 * that is there too.
 * @param {ReadonlyMap<string, string>} files texts by path inside the package
 * @returns {string[]}
 */
export function contentProblems(files) {
  return [
    ...['package.json', 'README.md', 'LICENSE']
      .filter((path) => !files.has(path))
      .map((path) => `${path} is missing`),
    ...[...files.keys()]
      .filter((path) => FOREIGN.test(path) && !isOfTemplate(path))
      .map((path) => `${path}: not for users`),
    ...bundledFolders(files.get('package.json') ?? '{}')
      .filter((folder) => ![...files.keys()].some((path) => path.startsWith(`dist/${folder}/`)))
      .map((folder) => `dist/${folder}/ is empty: what is bundled there is missing`),
    ...[...files].flatMap(([path, text]) => mapProblems(path, text, files)),
  ]
}

/**
 * npm leaves files out, or reads them, that begin with a dot: those are not for users there either.
 * @param {string} path
 */
function isOfTemplate(path) {
  return TEMPLATES.test(path) && !/(^|\/)(\.|node_modules\/)/.test(path)
}

/**
 * @param {string} path
 * @param {string} text
 * @param {ReadonlyMap<string, string>} files
 * @returns {string[]}
 */
function mapProblems(path, text, files) {
  const folder = posix.dirname(path)
  /** @type {(target: string) => string[]} */
  const leadsNowhere = (target) =>
    files.has(posix.join(folder, target)) ? [] : [`${path} leads to ${target}: not in the package`]
  if (path.endsWith('.map')) {
    /** @type {{ sources: string[], sourcesContent?: string[] }} */
    const { sources, sourcesContent } = JSON.parse(text)
    return sourcesContent ? [] : sources.flatMap(leadsNowhere)
  }
  const map = /\.(js|ts)$/.test(path) && MAP_COMMENT.exec(text)?.[1]
  return map ? leadsNowhere(map) : []
}
