/**
 * A generated page.
 * @typedef {object} Page
 * @property {string} path relative to apps/docs: `reference/errors/index.md`
 * @property {string} text Markdown
 *
 * @typedef {import('@arq/core').Language} Language
 */

/** @type {readonly Language[]} */
export const LANGUAGES = ['en', 'zh-CN']

/**
 * Where a page of the reference lies.
 * @param {Language} language
 * @param {string} name `errors/index`
 */
export const referencePath = (language, name) =>
  `${language === 'en' ? '' : 'zh/'}reference/${name}.md`

/**
 * A text as Markdown that shows it letter by letter: what looks like a tag, or like Vue's braces, would vanish.
 * What stands in backticks is code already.
 * @param {string} text
 */
export function asMarkdown(text) {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part.replaceAll(/[<*_]/g, '\\$&').replaceAll('{{', '{<!-- -->{').replaceAll('[', '\\['),
    )
    .join('')
}

/**
 * The first sentence of generated pages that people may want to change.
 * @param {Language} language
 * @param {string} source where its words come from
 */
export const generatedFrom = (language, source) =>
  language === 'en'
    ? `This page is made from the code (${source}).\n`
    : `本页由代码生成（${source}）。\n`
