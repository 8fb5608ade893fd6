import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Database from 'libsql'

import { tablePrefixOf } from './postgres-tables.js'

/** @typedef {Pick<import('../contract.d.ts').Place, 'keyPrefix'>} FilePlace */

/** @param {FilePlace} place */
export const sqliteUrlOf = (place) => `sqlite://${pathOf(place)}`

/**
 * How many jobs have a row; none where no file was made.
 * @param {FilePlace} place
 * @returns {number}
 */
export function countSqliteRows(place) {
  if (!existsSync(pathOf(place))) return 0
  const file = new Database(pathOf(place))
  const [row] = file.prepare(`select count(*) as count from ${tablePrefixOf(place)}jobs`).all()
  file.close()
  return Number(Reflect.get(Object(row), 'count'))
}

/** @param {FilePlace} place */
export function removeSqliteFile(place) {
  for (const end of ['', '-wal', '-shm']) rmSync(`${pathOf(place)}${end}`, { force: true })
}

/** @param {FilePlace} place */
const pathOf = ({ keyPrefix }) => join(tmpdir(), `${keyPrefix}.db`)
