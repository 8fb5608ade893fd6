import { getDescription, getMetadata } from 'valibot'

import { markdownTable } from './markdown-table.js'
import { defaultOf, quote, typeInWords, unwrap } from './schema-words.js'

/** @typedef {import('./schema-words.js').Schema} Schema */

/**
 * What schemas of ours share, needed to name what they hold.
 * @typedef {object} Known
 * @property {Schema} duration
 * @property {Readonly<Record<string, unknown>>} exports of core, to name a default by
 */

/**
 * The table of settings that a schema describes.
 * @param {Schema} schema of an object
 * @param {Known} known
 */
export function settingsTable(schema, known) {
  return markdownTable(['key', 'takes', 'default', 'meaning'], rowsOf(schema, '', known))
}

/**
 * @param {Schema} schema
 * @param {string} prefix of the keys
 * @param {Known} known
 * @returns {string[][]}
 */
function rowsOf(schema, prefix, known) {
  return Object.entries(schema.entries ?? {}).flatMap(([name, setting]) => {
    const key = `${prefix}${name}`
    const meaning = getDescription(/** @type {any} */ (setting))
    // Parts of a setting that say nothing about themselves are named in its type.
    if (meaning === undefined) return []
    const takes = typeInWords(setting, known.duration)
    const row = [`\`${key}\``, takes, defaultInWords(setting, known), asText(meaning)]
    return [row, ...partsOf(setting, key, known)]
  })
}

/**
 * The settings inside a setting: of an object, of each item of a list, of each named value.
 * @param {Schema} setting
 * @param {string} key
 * @param {Known} known
 * @returns {string[][]}
 */
function partsOf(setting, key, known) {
  const inner = unwrap(setting)
  if (inner.entries) return rowsOf(inner, `${key}.`, known)
  if (inner.type === 'array' && inner.item) return rowsOf(unwrap(inner.item), `${key}[].`, known)
  if (inner.type === 'record' && inner.value) {
    return rowsOf(unwrap(inner.value), `${key}.<name>.`, known)
  }
  return []
}

/**
 * @param {Schema} setting
 * @param {Known} known
 */
function defaultInWords(setting, { exports }) {
  if (setting.type !== 'optional') return 'required'
  const value = defaultOf(setting)
  if (value === undefined) return '–'
  const { unit } = getMetadata(/** @type {any} */ (setting))
  const asBytes = unit === 'bytes' && typeof value === 'number' && inMebibytes(value)
  if (asBytes) return asBytes
  if (typeof value !== 'object' || Object.keys(value).length === 0) return quote(value)
  const name = Object.keys(exports).find((key) => exports[key] === value)
  return name ? `\`${name}\`` : 'built in'
}

/** @param {number} bytes */
function inMebibytes(bytes) {
  const mebibytes = bytes / 1024 / 1024
  return Number.isInteger(mebibytes) && mebibytes > 0 ? `${mebibytes} MiB` : undefined
}

/** Plain text as Markdown: what looks like a tag would vanish. */
const asText = (/** @type {string} */ text) => text.replaceAll('<', '\\<').replaceAll('*', '\\*')
