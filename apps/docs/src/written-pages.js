import { readdirSync } from 'node:fs'
import { join, posix } from 'node:path'

import { docsDir, GENERATED } from './places.js'

/** The folders of apps/docs that hold no pages. */
const OTHER = ['node_modules', 'src', 'test', 'public', 'grafana', 'live']

/**
 * The pages that people write, relative to apps/docs.
 * @returns {string[]}
 */
export function writtenPages() {
  return pagesIn('').filter((page) => page !== 'README.md')
}

/**
 * @param {string} folder relative to apps/docs
 * @returns {string[]}
 */
function pagesIn(folder) {
  return readdirSync(join(docsDir, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      if (!entry.isDirectory()) return path.endsWith('.md') ? [path] : []
      const isOther = folder === '' && (OTHER.includes(entry.name) || entry.name.startsWith('.'))
      return isOther || GENERATED.some((generated) => generated === path) ? [] : pagesIn(path)
    })
    .sort()
}
