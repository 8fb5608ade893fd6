import type { Language } from './languages.js'

/**
 * The language that the page begins in: the one chosen before, else the first of the browser's that
 * the page has, else English.
 */
export function pickLanguage(chosen: string | null, ofBrowser: readonly string[]): Language {
  const wanted = chosen === null ? ofBrowser : [chosen, ...ofBrowser]
  for (const tag of wanted) {
    const [primary] = tag.toLowerCase().split('-')
    if (primary === 'zh') return 'zh-CN'
    if (primary === 'en') return 'en'
  }
  return 'en'
}
