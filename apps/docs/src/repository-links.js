import { posix } from 'node:path'

import { isPage, repositoryPage, targetOf } from './repository-paths.js'

/**
 * A link as the site has it: what lies elsewhere in the repository is shown by a page of its own.
 * @param {string} page that has the link, relative to apps/docs
 * @param {string} link as it is written
 */
export function siteLink(page, link) {
  const target = targetOf(page, link)
  if (!target) return link
  if (isPage(target.path)) {
    const file = target.path.endsWith('.md') ? target.path : posix.join(target.path, 'index.md')
    const inDocs = posix.relative('apps/docs', file)
    return `${posix.relative(posix.dirname(page), inDocs)}${target.anchor}`
  }
  return `/${repositoryPage(target.path)}${target.anchor}`
}

/**
 * Has Markdown link as {@link siteLink} says.
 * @param {import('vitepress').MarkdownRenderer} markdown
 */
export function repositoryLinks(markdown) {
  markdown.core.ruler.push('repository links', ({ tokens, env }) => {
    const page = env.relativePath
    if (typeof page !== 'string') return
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href !== null) token.attrSet('href', siteLink(page, href))
    }
  })
}
