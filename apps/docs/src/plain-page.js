import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

import { docsDir } from './places.js'
import { siteLink } from './repository-links.js'

/**
 * A page as Markdown that stands by itself: what it includes is in it, and its links hold on the site.
 * @param {string} page relative to apps/docs
 */
export function plainPage(page) {
  const { head, body } = partsOf(withIncludes(page))
  const title = /^#\s/m.test(body) ? '' : titleOf(head)
  return `${title}${withLinks(body, page)}`.trim() + '\n'
}

/**
 * The title of a page and what it says first.
 * @param {string} plain
 */
export function summaryOf(plain) {
  const [, title = ''] = /^# (.+)$/m.exec(plain) ?? []
  const [, first = ''] = /^# .+\n+([^#\n`|<].*)$/m.exec(plain) ?? []
  const words = first.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  const [sentence = words] = /^.*?\.(?=\s|$)|^.*?。/.exec(words) ?? []
  return { title, sentence }
}

/** @param {string} text */
function partsOf(text) {
  const [whole = '', head = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? []
  return { head, body: text.slice(whole.length) }
}

/**
 * Of a front page, whose words stand in its head.
 * @param {string} head
 */
function titleOf(head) {
  const [, title = ''] = /^title: (.+)$/m.exec(head) ?? []
  const [, text] = /^ {2}text: (.+)$/m.exec(head) ?? []
  const [, tagline] = /^ {2}tagline: (.+)$/m.exec(head) ?? []
  const rest = [text, tagline].filter((part) => part !== undefined)
  return title === '' ? '' : `# ${title}\n\n${rest.join('\n\n')}\n\n`
}

/**
 * @param {string} page relative to apps/docs
 * @returns {string}
 */
function withIncludes(page) {
  const text = readFileSync(join(docsDir, page), 'utf8')
  return text.replaceAll(/^<!--\s*@include:\s*(\S+)\s*-->$/gm, (_comment, included) => {
    const path = posix.join(posix.dirname(page), included)
    return partsOf(withIncludes(path)).body.trim()
  })
}

/**
 * @param {string} body
 * @param {string} page
 */
function withLinks(body, page) {
  const parts = body.split(/(^( *)(`{3,}|~{3,})[\s\S]*?^\2\3 *$)/gm)
  // Of four parts the second is a fence; the third and fourth are its beginning again.
  return parts
    .map((part, at) => (at % 4 === 0 ? linked(part, page) : at % 4 === 1 ? part : ''))
    .join('')
}

/**
 * @param {string} prose
 * @param {string} page
 */
const linked = (prose, page) =>
  prose.replaceAll(/\]\(([^)\s]+)\)/g, (_link, target) => `](${siteLink(page, target)})`)
