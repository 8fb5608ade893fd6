import { markdownTable } from './markdown-table.js'

/**
 * @typedef {import('./error-sources.js').ErrorUse} ErrorUse
 * @typedef {Readonly<Record<string, { meaning: string, retryable: boolean, action: string }>>} ErrorCodes
 */

/**
 * The table of the codes that these uses have, in the order of core's list.
 * @param {readonly ErrorUse[]} uses
 * @param {ErrorCodes} codes core's list
 */
export function errorsTable(uses, codes) {
  const rows = rowsOf(uses, codes).map(([code, { meaning }, classes]) => [code, classes, meaning])
  return markdownTable(['code', 'class', 'when'], rows)
}

/**
 * The same with what only the reference needs.
 * @param {readonly ErrorUse[]} uses
 * @param {ErrorCodes} codes
 */
export function errorReference(uses, codes) {
  const rows = rowsOf(uses, codes).map(([code, { meaning, retryable, action }, classes]) => [
    code,
    classes,
    meaning,
    retryable ? 'yes' : 'no',
    action,
  ])
  return markdownTable(['code', 'class', 'when', 'may succeed later', 'what to do'], rows)
}

/**
 * @param {readonly ErrorUse[]} uses
 * @param {ErrorCodes} codes
 */
function rowsOf(uses, codes) {
  return Object.entries(codes).flatMap(([code, entry]) => {
    const classes = uses.filter((use) => use.code === code).map(({ className }) => className)
    const names = [...new Set(classes)].sort().map((name) => `\`${name}\``)
    return names.length === 0
      ? []
      : [/** @type {const} */ ([`\`${code}\``, entry, names.join(', ')])]
  })
}
