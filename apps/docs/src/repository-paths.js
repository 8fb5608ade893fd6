import { existsSync, statSync } from 'node:fs'
import { posix } from 'node:path'

import { GENERATED, rootDir } from './places.js'

/** Where the docs stand in the repository. */
const DOCS = 'apps/docs/'

/** The folder of the site that shows what its pages link to elsewhere in the repository. */
export const REPOSITORY = 'repository/'

/**
 * Where a link leads.
 * @typedef {object} Target
 * @property {string} path in the repository, with `/`
 * @property {string} anchor with its `#`, or empty
 */

/**
 * The folder that the links of a page of the site are relative to, in the repository.
 * @param {string} page relative to apps/docs
 */
function folderOfPage(page) {
  const folder = posix.dirname(page)
  return `${folder}/`.startsWith(REPOSITORY)
    ? posix.relative(posix.normalize(REPOSITORY), folder)
    : posix.join(DOCS, folder)
}

/**
 * @param {string} page relative to apps/docs
 * @param {string} link as it is written
 * @returns {Target | undefined} undefined: an address with a scheme, a place in the page, or one from the root of the site
 */
export function targetOf(page, link) {
  if (/^(?:[a-z][a-z+.-]*:|#|\/)/i.test(link)) return undefined
  const [, path = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(link) ?? []
  const joined = posix.join(folderOfPage(page), decodeURIComponent(path)).replace(/\/$/, '')
  return { path: joined, anchor }
}

/**
 * Whether a path of the repository is a page of the site that people write, or one that is generated.
 * @param {string} path
 */
export const isPage = (path) =>
  path.startsWith(DOCS) &&
  path !== `${DOCS}README.md` &&
  (path.endsWith('.md') || isGenerated(path) || isFolderOfPages(path))

/** @param {string} path */
const isGenerated = (path) => GENERATED.some((folder) => path.startsWith(`${DOCS}${folder}`))

/** @param {string} path */
const isFolderOfPages = (path) => existsSync(posix.join(rootDir, path, 'index.md'))

/**
 * The page that shows a file or a folder of the repository.
 * @param {string} path of the repository; empty: its root
 * @returns {string} relative to apps/docs
 */
export function repositoryPage(path) {
  const readme = /^(?:(.*)\/)?README\.md$/.exec(path)
  const shown = readme ? (readme[1] ?? '') : path
  const isFolder = readme !== null || isDirectory(shown)
  if (isFolder) return posix.join(REPOSITORY, shown, 'index.md')
  return posix.join(REPOSITORY, shown.endsWith('.md') ? shown : `${shown}.md`)
}

/** @param {string} path of the repository */
function isDirectory(path) {
  const full = posix.join(rootDir, path)
  return existsSync(full) && statSync(full).isDirectory()
}
