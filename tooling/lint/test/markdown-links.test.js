import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { anchorsIn, linksIn } from '../src/markdown-links.js'

const rootDir = fileURLToPath(new URL('../../..', import.meta.url))
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'tarballs'])
/** Written by `npm run docs`, whose tests look at links to them. */
const GENERATED = ['reference', 'repository', 'zh/adr', 'zh/reference', 'zh/repository'].map(
  (folder) => join(rootDir, 'apps', 'docs', folder),
)

/**
 * @param {string} folder
 * @returns {string[]} the Markdown files in it, however deep
 */
function markdownIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      const isLeftOut = NOT_OURS.has(entry.name) || GENERATED.includes(path)
      return isLeftOut || entry.name.startsWith('.') ? [] : markdownIn(path)
    }
    return entry.name.endsWith('.md') ? [path] : []
  })
}

/**
 * @param {string} file
 * @param {string} link
 * @returns {string | undefined} what is wrong with it
 */
function problemOf(file, link) {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? file : join(dirname(file), decodeURIComponent(path))
  if (GENERATED.some((folder) => target.startsWith(folder))) return undefined
  if (!existsSync(target)) return 'no such file'
  if (anchor === undefined) return undefined
  // Of a folder GitHub shows the README.
  const page = statSync(target).isDirectory() ? join(target, 'README.md') : target
  if (!page.endsWith('.md') || !existsSync(page)) return 'no page with anchors'
  return anchorsIn(readFileSync(page, 'utf8')).has(decodeURIComponent(anchor))
    ? undefined
    : 'no such heading'
}

test('links between pages of the repository lead somewhere, their anchors too', () => {
  const files = markdownIn(rootDir)
  const links = files.flatMap((file) =>
    linksIn(readFileSync(file, 'utf8')).map((link) => ({ file, link })),
  )
  assert.ok(links.length > 100, 'the walk has found the pages')
  const problems = links.flatMap(({ file, link }) => {
    const problem = problemOf(file, link)
    return problem === undefined ? [] : [`${relative(rootDir, file)}: ${link}: ${problem}`]
  })
  assert.deepEqual(problems, [])
})

test('links in code and to other sites are left out', () => {
  const text = ['[a](b.md "t") [`c`](d.md#e)', '`[f](g)`', '```md', '[h](i)', '```', '[j]: k.md']
  assert.deepEqual(linksIn(`${text.join('\n')}\n[l](https://m) <img src="n.png">`), [
    'b.md',
    'd.md#e',
    'k.md',
    'n.png',
  ])
})

test('anchors are those of GitHub: without punctuation, the second one numbered', () => {
  const text =
    '# The `arq` command, again!\n## 重试\n```sh\n# none\n```\n## 重试\n<a id="own"></a>\n'
  assert.deepEqual([...anchorsIn(text)].sort(), ['own', 'the-arq-command-again', '重试', '重试-1'])
})
