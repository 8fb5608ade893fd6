import { markdownTable } from './markdown-table.js'

/**
 * @typedef {import('./error-sources.js').ErrorUse} ErrorUse
 * @typedef {Readonly<Record<string, { meaning: string, retryable: boolean, sent: string, action: string }>>} ErrorCodes
 */

/**
 * What a reader is told of the message that a call wanted to send.
 * @type {Readonly<Record<string, string>>}
 */
const SENT_WORDS = {
  no: 'no',
  never: 'no, and never as it is',
  unknown: 'unknown',
  notSending: '–',
}

/**
 * The table of the codes that these uses have, in the order of core's list.
 * @param {readonly ErrorUse[]} uses
 * @param {ErrorCodes} codes core's list
 */
export function errorsTable(uses, codes) {
  const rows = rowsOf(uses, codes).map(([code, { meaning, sent }, classes]) => [
    code,
    classes,
    meaning,
    SENT_WORDS[sent] ?? sent,
  ])
  return markdownTable(['code', 'class', 'when', 'sent'], rows)
}

/**
 * The same with what only the reference needs.
 * @param {readonly ErrorUse[]} uses
 * @param {ErrorCodes} codes
 */
export function errorReference(uses, codes) {
  const rows = rowsOf(uses, codes).map(([code, { meaning, retryable, sent, action }, classes]) => [
    code,
    classes,
    meaning,
    retryable ? 'yes' : 'no',
    SENT_WORDS[sent] ?? sent,
    action,
  ])
  return markdownTable(['code', 'class', 'when', 'may succeed later', 'sent', 'what to do'], rows)
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
