import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { docsDir } from './places.js'

/**
 * @typedef {import('vitepress').DefaultTheme.SidebarItem} SidebarItem
 *
 * A file of the reference, or a folder that has an index.
 */
const ORDER = [
  'settings',
  'environment',
  'commands',
  'errors',
  'metrics',
  'events',
  'benchmarks',
  'api',
]

/**
 * What stands beside the pages of the reference: nothing before they are written.
 * @param {'en' | 'zh'} language
 * @returns {SidebarItem[]}
 */
export function referenceSides(language) {
  const base = language === 'zh' ? 'zh/reference' : 'reference'
  if (!existsSync(join(docsDir, base, 'index.md'))) return []
  return ORDER.filter(
    (name) =>
      existsSync(join(docsDir, base, name)) || existsSync(join(docsDir, base, `${name}.md`)),
  ).map((name) => itemOf(`${base}/${name}`))
}

/**
 * @param {string} path relative to apps/docs, without its ending
 * @returns {SidebarItem}
 */
function itemOf(path) {
  if (existsSync(join(docsDir, `${path}.md`)))
    return { text: titleOf(`${path}.md`), link: `/${path}` }
  const inner = readdirSync(join(docsDir, path), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .sort()
  return {
    text: titleOf(`${path}/index.md`),
    link: `/${path}/`,
    collapsed: true,
    items: inner.map((file) => ({
      text: titleOf(`${path}/${file}`),
      link: `/${path}/${file.replace(/(?:index)?\.md$/, '')}`,
    })),
  }
}

/** @param {string} file relative to apps/docs */
function titleOf(file) {
  const [, title = file] = /^# (.+)$/m.exec(readFileSync(join(docsDir, file), 'utf8')) ?? []
  return title.replaceAll('\\', '').replaceAll('`', '')
}
