import adr from './navigation/adr.js'
import compare from './navigation/compare.js'
import contribute from './navigation/contribute.js'
import faults from './navigation/faults.js'
import guide from './navigation/guide.js'
import recipes from './navigation/recipes.js'
import reference from './navigation/reference.js'

/**
 * @typedef {import('vitepress').DefaultTheme.SidebarItem} SidebarItem
 * @typedef {'en' | 'zh'} SiteLanguage
 *
 * What a folder shows at the side. Links begin with `/`, or with `/zh/`, and have no ending.
 * @typedef {Readonly<Record<SiteLanguage, SidebarItem[]>>} Navigation
 *
 * @typedef {object} Section
 * @property {string} folder
 * @property {Readonly<Record<SiteLanguage, string>>} title
 * @property {Navigation} navigation
 */

/**
 * The folders of the site, in the order of its head. One without pages in a language is not shown there.
 * @type {readonly Section[]}
 */
export const sections = [
  { folder: 'guide', title: { en: 'Guide', zh: '指南' }, navigation: guide },
  { folder: 'recipes', title: { en: 'Recipes', zh: '实例' }, navigation: recipes },
  { folder: 'faults', title: { en: 'What happens if…', zh: '故障时会怎样' }, navigation: faults },
  { folder: 'compare', title: { en: 'Comparison', zh: '对比' }, navigation: compare },
  { folder: 'reference', title: { en: 'Reference', zh: '参考手册' }, navigation: reference },
  { folder: 'contribute', title: { en: 'Contribute', zh: '参与开发' }, navigation: contribute },
  { folder: 'adr', title: { en: 'Decisions', zh: '设计决策' }, navigation: adr },
]

/**
 * Every link in some items, in their order.
 * @param {readonly SidebarItem[]} items
 * @returns {string[]}
 */
export function linksOf(items) {
  return items.flatMap(({ link, items: inner = [] }) => [
    ...(link ? [link] : []),
    ...linksOf(inner),
  ])
}
