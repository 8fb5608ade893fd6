import { markdownTable, readTable } from './markdown-table.js'
import { missingBlock, readBlock } from './marked-block.js'

/** The name of the generated part, see marked-block.js. */
export const INSTALL_TABLE = 'install table'

/**
 * What installing one package brings.
 * @typedef {object} InstallFacts
 * @property {string} name
 * @property {string} folder
 * @property {string} description for a package that has no row yet
 * @property {readonly string[]} direct names of its dependencies
 * @property {number} count of packages in all, itself included
 * @property {number} bytes of all their files
 *
 * @typedef {object} Wording
 * @property {readonly string[]} head
 * @property {string} separator between names
 * @property {(count: number, size: string) => string} total
 */

/** @type {Readonly<Record<'en' | 'zh-CN', Wording>>} */
export const WORDINGS = {
  en: {
    head: ['package', 'what it is for', 'brings along', 'packages, size'],
    separator: ', ',
    total: (count, size) => `${count}, ${size}`,
  },
  'zh-CN': {
    head: ['包', '用途', '随之安装', '包数、大小'],
    separator: '、',
    total: (count, size) => `${count} 个，${size}`,
  },
}

/**
 * The table as it should be. What each package is for is written by hand and stays; so does the order.
 * @param {string} present the table as it is, or nothing
 * @param {readonly InstallFacts[]} facts
 * @param {Wording} wording
 */
export function installTable(present, facts, wording) {
  const rows = readTable(present)
  const placeOf = (/** @type {InstallFacts} */ { name }) => {
    const index = rows.findIndex((cells) => isRowOf(cells, name))
    return index < 0 ? rows.length : index
  }
  const sorted = [...facts].sort((one, other) => placeOf(one) - placeOf(other))
  return markdownTable(
    wording.head,
    sorted.map(({ name, folder, description, direct, count, bytes }) => [
      `[\`${name}\`](${folder})`,
      rows.find((cells) => isRowOf(cells, name))?.[1] ?? description,
      direct.map((dependency) => dependency.replace('@arq/', '')).join(wording.separator),
      wording.total(count, sizeInWords(bytes)),
    ]),
  )
}

/**
 * Whether a README tells what is true. Vendors' packages change at any time: sizes and counts may
 * be off by a quarter before the table counts as out of date.
 * @param {string} readme
 * @param {readonly InstallFacts[]} facts
 * @param {Wording} wording
 * @returns {string[]} problems
 */
export function tableProblems(readme, facts, wording) {
  const present = readBlock(readme, INSTALL_TABLE)
  if (present === undefined) return [missingBlock(INSTALL_TABLE)]
  const is = readTable(present)
  const should = readTable(installTable(present, facts, wording))
  if (is.length !== should.length) return ['the install table does not have one row per package']
  return should.flatMap((cells, row) => {
    const told = is[row] ?? []
    const isSame = cells.slice(0, 3).join('|') === told.slice(0, 3).join('|')
    if (isSame && isNear(told[3] ?? '', cells[3] ?? '')) return []
    return [`the install table says ${told.join(' | ')}, true is ${cells.join(' | ')}`]
  })
}

/** @param {number} bytes */
export function sizeInWords(bytes) {
  const megabytes = bytes / 1e6
  return megabytes < 1 ? `${Math.round(bytes / 1e4) * 10} kB` : `${megabytes.toFixed(1)} MB`
}

/**
 * @param {readonly string[]} cells
 * @param {string} name
 */
const isRowOf = ([link], name) => link?.includes(`\`${name}\``) ?? false

/**
 * @param {string} told
 * @param {string} right
 */
function isNear(told, right) {
  const [toldCount, toldBytes] = readTotal(told)
  const [count, bytes] = readTotal(right)
  return isWithin(toldCount, count, Math.max(2, count / 4)) && isWithin(toldBytes, bytes, bytes / 4)
}

/**
 * @param {string} cell
 * @returns {readonly [number, number]} count and bytes
 */
function readTotal(cell) {
  const match = /^(\d+).*?([\d.]+) (kB|MB)$/.exec(cell)
  return match ? [Number(match[1]), Number(match[2]) * (match[3] === 'MB' ? 1e6 : 1e3)] : [NaN, NaN]
}

/**
 * @param {number} value
 * @param {number} right
 * @param {number} tolerance
 */
const isWithin = (value, right, tolerance) => Math.abs(value - right) <= tolerance
