/**
 * A block of code in a page.
 * @typedef {object} Fence
 * @property {string} language empty where it says none
 * @property {string | undefined} title what stands in brackets behind it: a file of apps/examples, perhaps with `#region`
 * @property {string} code with a line end behind it
 * @property {number} line of its first line in the page, from 1
 * @property {string | undefined} given what the comment before it says that it takes as given
 */

const FENCE =
  /(?:^<!-- given: ((?:(?!-->)[\s\S])*?) -->\n+)?^( *)(`{3,}|~{3,}) *([\w-]*)(?: \[([^\]\n]+)\])?[^\n]*\n([\s\S]*?)^\2\3 *$/gm

/**
 * @param {string} page Markdown
 * @returns {Fence[]}
 */
export function fencesIn(page) {
  return [...page.matchAll(FENCE)].map((match) => {
    const [whole, given, indent = '', , language = '', title, code = ''] = match
    const before = page.slice(0, match.index + whole.lastIndexOf(code === '' ? whole : code))
    return {
      language,
      title,
      given,
      code: indent === '' ? code : code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: before.split('\n').length,
    }
  })
}

/**
 * What a title names: a file, or a part of it without what it is indented by.
 * @param {string} source the file
 * @param {string | undefined} region
 * @returns {string | undefined} undefined: it has no such region
 */
export function shownOf(source, region) {
  if (region === undefined) return source
  const lines = source.split('\n')
  const marks = (/** @type {string} */ word) => {
    const mark = new RegExp(`^\\s*(?://|#) *#${word} +${region}\\s*$`)
    return lines.findIndex((line) => mark.test(line))
  }
  const [first, last] = [marks('region'), marks('endregion')]
  if (first < 0 || last < first) return undefined
  const inside = lines
    .slice(first + 1, last)
    .filter((line) => !/^\s*(?:\/\/|#) *#(?:end)?region /.test(line))
  const indent = Math.min(
    ...inside
      .filter((line) => line.trim() !== '')
      .map((line) => line.length - line.trimStart().length),
  )
  return `${inside
    .map((line) => line.slice(indent))
    .join('\n')
    .replace(/^\n+|\n+$/g, '')}\n`
}
