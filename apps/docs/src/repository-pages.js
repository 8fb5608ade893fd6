import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, extname, join, posix } from 'node:path'

import { linksIn } from '@arq/tooling-lint/markdown-links'

import { docsDir, rootDir } from './places.js'
import { isPage, REPOSITORY, repositoryPage, targetOf } from './repository-paths.js'

/** What a page links to as a file, not as a page: it is copied beside. */
const ASSETS = new Set(['.svg', '.png', '.jpg', '.gif'])

/** What is in a folder without being part of it. */
const LEFT_OUT = /(?:^|\/)(?:node_modules|dist|CHANGELOG\.md)(?:\/|$)/

/**
 * Writes a page for each file and folder of the repository that the site's pages link to, directly or through such a page:
 * so no link of the site leaves it, wherever it is served from.
 * @param {readonly string[]} pages of the site, relative to apps/docs
 * @returns {string[]} what was written, relative to apps/docs
 */
export function writeRepositoryPages(pages) {
  rmSync(join(docsDir, REPOSITORY), { recursive: true, force: true })
  /** @type {Set<string>} */
  const written = new Set()
  const open = [...pages]
  for (let page = open.pop(); page !== undefined; page = open.pop()) {
    const text = readFileSync(join(docsDir, page), 'utf8')
    for (const link of linksIn(text)) {
      const path = targetOf(page, link)?.path
      if (path === undefined || isPage(path) || !existsSync(join(rootDir, path))) continue
      const file = ASSETS.has(extname(path)) ? posix.join(REPOSITORY, path) : repositoryPage(path)
      if (written.has(file)) continue
      written.add(file)
      const isMarkdown = write(path, file)
      if (isMarkdown) open.push(file)
    }
  }
  return [...written]
}

/**
 * @param {string} path in the repository
 * @param {string} file relative to apps/docs
 * @returns {boolean} whether it has links of its own
 */
function write(path, file) {
  const to = join(docsDir, file)
  mkdirSync(dirname(to), { recursive: true })
  if (ASSETS.has(extname(path))) {
    cpSync(join(rootDir, path), to)
    return false
  }
  const readme = posix.join(path, 'README.md')
  const markdown = path.endsWith('.md')
    ? path
    : existsSync(join(rootDir, readme))
      ? readme
      : undefined
  const text =
    markdown === undefined ? sourcesOf(path) : readFileSync(join(rootDir, markdown), 'utf8')
  writeFileSync(to, `---\nsearch: false\neditLink: false\n---\n\n${withPlainPictures(text)}`)
  return markdown !== undefined
}

/**
 * A file, or all that are in a folder, as a page.
 * @param {string} path in the repository
 */
function sourcesOf(path) {
  const files = filesIn(path)
  const parts = files.map((file) => {
    const text = readFileSync(join(rootDir, file), 'utf8')
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
    const head = file === path ? '' : `## ${posix.relative(path, file)}\n\n`
    return `${head}${fence}${languageOf(file)}\n${text.trimEnd()}\n${fence}\n`
  })
  return `# ${path}\n\n${parts.join('\n')}`
}

/**
 * @param {string} path in the repository
 * @returns {string[]}
 */
function filesIn(path) {
  const full = join(rootDir, path)
  if (!existsSync(full)) return []
  const entries = readdirSyncOrNothing(full)
  if (!entries) return [path]
  return entries
    .map((name) => posix.join(path, name.replaceAll('\\', '/')))
    .filter(
      (file) => !LEFT_OUT.test(file) && readdirSyncOrNothing(join(rootDir, file)) === undefined,
    )
    .sort()
}

/**
 * @param {string} full
 * @returns {string[] | undefined} undefined: a file
 */
function readdirSyncOrNothing(full) {
  try {
    return readdirSync(full, { recursive: true, encoding: 'utf8' })
  } catch {
    return undefined
  }
}

/** @param {string} text */
const longestRun = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

/** @type {Readonly<Record<string, string>>} */
const LANGUAGES = {
  '.cjs': 'js',
  '.conf': 'ini',
  '.js': 'js',
  '.json': 'json',
  '.mjs': 'js',
  '.py': 'python',
  '.service': 'ini',
  '.sh': 'sh',
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.yaml': 'yaml',
  '.yml': 'yaml',
}

/** @param {string} file */
function languageOf(file) {
  return basename(file) === 'Dockerfile' ? 'docker' : (LANGUAGES[extname(file)] ?? 'txt')
}

/**
 * Pictures that are written as tags: without `./` they would be taken for the name of a package.
 * @param {string} text Markdown
 */
const withPlainPictures = (text) =>
  text.replaceAll(/(<(?:img|source)\b[^>]*?\ssrc=")(?![./]|[a-z]+:)/g, '$1./')
