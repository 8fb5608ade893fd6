import { tokenize } from '../src/tokenize.js'
import { chineseSearch } from './locales.js'

/**
 * Copies of what stands in the repository would bury the pages that were written for readers, and every member of every type
 * would make the index four times as large.
 */
const LEFT_OUT = ['repository/', 'reference/api/']

/**
 * A search in an index that is part of the site.
 * @type {import('vitepress').DefaultTheme.LocalSearchOptions}
 */
export const searchOptions = {
  locales: { zh: chineseSearch },
  miniSearch: {
    options: { tokenize },
    // All that was typed, not any of it: a Chinese word is several tokens.
    searchOptions: {
      combineWith: 'AND',
      fuzzy: (term) => (/^[\x20-\x7e]{5,}$/.test(term) ? 0.2 : false),
    },
  },
  _render: (source, env, markdown) => {
    const html = markdown.render(source, env)
    const isLeftOut = LEFT_OUT.some((folder) => env.relativePath.startsWith(folder))
    return env.frontmatter?.['search'] === false || isLeftOut ? '' : html
  },
}
