import { markdownTable, readTable } from '../markdown-table.js'
import { takesInChinese } from './takes.js'

/** @type {Readonly<Record<string, string>>} */
const DEFAULTS = { required: '必须给出', 'built in': '内置' }

/**
 * A table of settings in Chinese.
 * @param {string} english the table that settings-table.js makes
 * @param {(key: string) => string | undefined} meaningOf
 * @returns {{ table: string, untold: string[] }} `untold`: what has no Chinese words, and stands there in English
 */
export function settingsInChinese(english, meaningOf) {
  /** @type {string[]} */
  const untold = []
  /**
   * @param {string | undefined} words
   * @param {string} what
   * @param {string} otherwise
   */
  const told = (words, what, otherwise) => {
    if (words === undefined) untold.push(what)
    return words ?? otherwise
  }
  const rows = readTable(english).map(([key = '', takes = '', standard = '', meaning = '']) => [
    key,
    told(takesInChinese(takes), `what ${key} takes: ${takes}`, takes),
    DEFAULTS[standard] ?? standard,
    told(asText(meaningOf(key.replaceAll('`', ''))), `what ${key} is for`, meaning),
  ])
  return { table: markdownTable(['键', '取值', '默认', '含义'], rows), untold }
}

/** Plain text as Markdown: what looks like a tag would vanish. */
const asText = (/** @type {string | undefined} */ text) =>
  text?.replaceAll('<', '\\<').replaceAll('*', '\\*')
